import t from 'tap'
import type { aranya } from '../../../proto/gen/agent.js'
import { findLoginShell, prepareMainCommand } from '../../../agent/profile/main-command.ts'
import { argumentsOf } from '../../../agent/host/command.ts'

const prepare = (profile: aranya.agent.v1.Profile.$Properties | undefined) =>
  prepareMainCommand({ profile, tty: true, marker: 'marker', ownEnv: { PATH: '/usr/bin:/bin' } })

t.test('a profile’s own command needs no rule that allows it', async (t) => {
  const profile = { command: ['sh', '-c', 'exit 3'], allowedCommands: { items: ['uptime'] } }
  t.match(prepare(profile), { path: /\/sh$/, argv: ['sh', '-c', 'exit 3'] })
})

t.test('a profile that names commands hands out no shell by naming none of its own', async (t) => {
  for (const items of [[], ['uptime'], ['sh']])
    t.throws(() => prepare({ virtualPod: 'web', container: 'host', allowedCommands: { items } }), {
      code: 'forbidden',
      message: /profile host of virtual pod web .* names no command of its own/,
    })
})

t.test('else it is a login shell, which its name says, or -l where the name is lost', async (t) => {
  const { path, argv, env } = prepare(undefined)
  t.same(argv, [`-${path.split('/').at(-1)}`])
  t.equal(env['SHELL'], path)
  t.same(argumentsOf({ argv }), ['-l'])
  t.same(argumentsOf({ argv: ['ls', '-a'] }), ['-a'])
})

t.test('a shell that refuses logins counts for a profile’s user, not for the agent’s own account', async (t) => {
  const user = { name: 'svc', uid: 1, gid: 1, groups: [1], home: '/' }
  const find = (shell: string, options: { switchUser: boolean; SHELL?: string }) =>
    findLoginShell({ user: { ...user, shell }, switchUser: options.switchUser }, { SHELL: options.SHELL })
  t.equal(find('/bin/false', { switchUser: true }), '/bin/false')
  t.equal(find('/bin/false', { switchUser: false }), '/bin/sh')
  t.equal(find('/bin/false', { switchUser: false, SHELL: '/bin/bash' }), '/bin/bash')
  t.equal(find('/no/such/shell', { switchUser: true }), '/bin/sh')
})
