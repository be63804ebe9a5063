import t from 'tap'
import { commandHelp, generalHelp, joinCommand, parseFlags, runCommand } from '../../../agent/cli/command-line.ts'
import { parseAllow, parseServer } from '../../../agent/state/config.ts'
import { readVersion } from '../../../cli/version.ts'

t.test('help names every flag with its default', (t) => {
  t.match(generalHelp(), /join[^]*run[^]*--version/)
  for (const command of [joinCommand, runCommand])
    for (const { name } of command.flags)
      t.match(
        commandHelp(command),
        new RegExp(`--${name}( [A-Z:a-z]+)? +.*\\((default: .+|required|one of .*)\\)`),
        name,
      )
  t.match(readVersion(), /^\d+\.\d+\.\d+/)
  t.end()
})

t.test('flags take their values, and the rest their defaults', (t) => {
  const args = [
    '--server',
    'h:1',
    '--token',
    'x',
    '--ca-hash',
    'sha256:0',
    '--state-dir',
    '/a',
    '--state-dir',
    '/b',
    '--force',
  ]
  t.same(Object.fromEntries(parseFlags(joinCommand, args)), {
    server: 'h:1',
    token: 'x',
    'ca-hash': 'sha256:0',
    'state-dir': '/b',
    allow: 'exec,attach,log,portforward,hostportforward,hostshell,proxy',
    force: true,
  })
  t.end()
})

t.test('what cannot be understood is a usage error that says where to look', (t) => {
  const bad = [
    ['--nonsense'],
    ['extra'],
    ['--server'],
    ['--server', 'h:1'],
    ['--force=1'],
    ['--server='],
    ['--server', '-h'],
  ]
  for (const args of bad) {
    const parse = () => parseFlags(joinCommand, args)
    t.throws(parse, { name: 'UsageError' }, args.join(' '))
    t.throws(parse, { message: /^[^\n]*[^.]; see `arhat join --help`$/ }, args.join(' '))
  }
  t.throws(() => parseFlags(runCommand, ['--state-dir=']), {
    message: /^--state-dir is given, with nothing for a value/,
  })
  t.equal(parseFlags(runCommand, ['--allow=']).get('allow'), '', 'which allows nothing')
  t.end()
})

t.test('what is allowed is a list of known words', (t) => {
  t.same(parseAllow('--allow', 'log, exec,exec'), ['exec', 'log'])
  t.same(parseAllow('--allow', ''), [])
  t.same(parseAllow('--allow', ['exec']), ['exec'])
  for (const wrong of ['fly', 'exec;log', 'Exec', ['exec', 1], { exec: true }, 'all'])
    t.throws(() => parseAllow('--allow', wrong), { name: 'UserError' }, JSON.stringify(wrong))
  t.end()
})

t.test('a server is HOST:PORT', (t) => {
  for (const server of ['example.org:6444', '192.0.2.1:1', '[2001:db8::1]:65535'])
    t.equal(parseServer('--server', server), server)
  for (const server of ['example.org', ':1', 'h:0', 'h:65536', '2001:db8::1:6444', 'https://h:1', 'h:1/x', '', 5])
    t.throws(() => parseServer('--server', server), { name: 'UserError' }, String(server))
  t.end()
})
