import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { findUser, ownUser } from '../../../agent/host/users.ts'

t.test('users are found by name, then by uid, with all of their groups', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-users-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const files = { passwd: join(directory, 'passwd'), group: join(directory, 'group') }
  writeFileSync(
    files.passwd,
    'root:x:0:0:root:/root:/bin/bash\nbroken\nop:x:1000:1000:,,,:/home/op:\n0x:x:bad:1:::\n1000:x:7:8::/:/bin/sh\n',
  )
  writeFileSync(files.group, 'root:x:0:\nop:x:1000:\nadm:x:4:op,root\nvideo:x:44:other,op\nnope:x:9:opp\n')
  t.same(findUser('op', files), {
    name: 'op',
    uid: 1000,
    gid: 1000,
    groups: [1000, 4, 44],
    home: '/home/op',
    shell: '/bin/sh',
  })
  t.equal(findUser('0', files).name, 'root')
  t.equal(findUser('1000', files).uid, 7, 'a name wins over a number')
  for (const wrong of ['nobody-at-all', '', 'broken', '0x', '01000', '-1'])
    t.throws(() => findUser(wrong, files), { code: 'not-found' }, wrong)
  t.equal(ownUser().uid, process.getuid?.())
  t.end()
})
