import t from 'tap'
import { recognizeCopy } from '../../../agent/copy/copy-command.ts'

const recognize = (...argv: string[]) => recognizeCopy(argv)?.copy

t.test('what kubectl and @kubernetes/client-node execute is recognized', async (t) => {
  t.same(recognize('test', '-d', '/a dir'), { kind: 'is-directory', path: '/a dir' })
  t.same(recognize('tar', 'cf', '-', '/a b'), { kind: 'create', path: '/a b' })
  t.same(recognize('tar', 'cf', '-', '-C', '/x', '.'), { kind: 'create', path: '.', directory: '/x' })
  const extract = { kind: 'extract', keepTimes: false, keepOwners: true }
  t.same(recognize('tar', '-xmf', '-'), extract)
  t.same(recognize('tar', '-xmf', '-', '-C', '/x'), { ...extract, directory: '/x' })
  t.same(recognize('tar', 'xf', '-', '-C', '/x'), { ...extract, keepTimes: true, directory: '/x' })
  t.same(recognize('tar', '--no-same-permissions', '--no-same-owner', '-xmf', '-', '-C', '/x'), {
    ...extract,
    keepOwners: false,
    directory: '/x',
  })
})

t.test('so is the pipe of kubectl cp --retries, in the ways in which versions quote', async (t) => {
  const resume = (script: string) => recognize('sh', '-c', script)
  t.same(resume('tar cf - /var/log | tail -c+0'), { kind: 'create', path: '/var/log', from: 1 })
  t.same(resume("tar cf - '/a b' | tail -c+513"), { kind: 'create', path: '/a b', from: 513 })
  t.same(resume("tar cf - '/it'\\''s' | tail -c+1"), { kind: 'create', path: "/it's", from: 1 })
  t.same(resume("trap 'kill 0' TERM; tar cf - '/a' | tail -c+7"), { kind: 'create', path: '/a', from: 7 })
  for (const path of ['$(id)', '`id`', 'a;id', 'a b', '~', "'a';id;'b'", 'a&', 'a|id', '*', '-x', "''"])
    t.equal(resume(`tar cf - ${path} | tail -c+1`), undefined, path)
})

t.test('nothing else is', async (t) => {
  const others = [
    [],
    ['tar'],
    ['tar', 'cf', '-'],
    ['tar', 'cf', '-', '--to-command=id'],
    ['tar', 'cf', '-', 'a', 'b'],
    ['tar', 'czf', '-', 'a'],
    ['tar', 'cf', 'archive', 'a'],
    ['tar', 'xf', '-', '-C'],
    ['tar', 'xf', '-', 'member'],
    ['tar', '-xmf', '-', '-C', '/x', 'member'],
    ['tar', '--no-same-owner', '-xmf', '-'],
    ['/bin/tar', 'cf', '-', 'a'],
    ['test', '-f', 'a'],
    ['test', '-d'],
    ['test', '-d', 'a', '-o', 'b'],
    ['sh', '-c', 'tar cf - a | tail -c+1; id'],
    ['sh', '-c', 'tar cf - a | tail -c+1', 'x'],
    ['bash', '-c', 'tar cf - a | tail -c+1'],
  ]
  for (const argv of others) t.equal(recognizeCopy(argv), undefined, argv.join(' '))
})
