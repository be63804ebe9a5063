import { mock } from 'node:test'
import t from 'tap'
import type { IssuedKey } from '../../../apiserver/pki/authority.ts'
import { keepServing } from '../../../apiserver/pki/kept-certificates.ts'

const hourMs = 3_600_000

t.test('a serving certificate is renewed at two thirds of its life, and again after a failure', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  let now = Date.UTC(2026, 5, 1)
  const start = now
  const issued: string[] = []
  const errors: unknown[] = []
  let broken = false
  const authority = {
    issueServer: async (): Promise<IssuedKey> => {
      if (broken) throw new Error('no entropy')
      return { keyPem: '', chainPem: '', serialNumber: String(now), notAfterMs: now + 30 * hourMs }
    },
  }
  const serving = await keepServing({
    authority,
    subject: { commonName: 'x', names: [], days: 1 },
    onIssued: (key) => issued.push(key.serialNumber),
    onError: (error) => errors.push(error),
    now: () => now,
  })
  const pass = async (hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      now += hourMs
      mock.timers.tick(hourMs)
      await new Promise(setImmediate)
    }
  }
  await pass(19)
  t.equal(issued.length, 1, 'not earlier')
  broken = true
  await pass(1)
  t.equal(errors.length, 1)
  broken = false
  await pass(1)
  t.same(issued, [String(start), String(start + 21 * hourMs)])
  serving.close()
  await pass(100)
  t.equal(issued.length, 2, 'never after close')
})
