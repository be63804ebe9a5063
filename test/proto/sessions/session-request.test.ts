import t from 'tap'
import type { MuxCode } from '../../../proto/mux/errors.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import {
  decodeControlMessage,
  decodeSessionRequest,
  decodeSessionResult,
  encodeControlMessage,
  encodeSessionRequest,
  encodeSessionResult,
  fromRefusal,
  toRefusal,
} from '../../../proto/sessions/session-request.ts'

t.test('a request, a control message and a result come back as they were', async (t) => {
  const request = decodeSessionRequest(
    encodeSessionRequest({ user: 'ann', exec: { command: ['sh', '-c', 'exit 7'], tty: true } }),
  )
  t.equal(request.target, 'exec')
  t.match(request, { user: 'ann', exec: { command: ['sh', '-c', 'exit 7'], tty: true } })
  const control = decodeControlMessage(encodeControlMessage({ resize: { columns: 80, rows: 24 } }))
  t.equal(control.kind, 'resize')
  t.match(decodeSessionResult(encodeSessionResult({ exitCode: 137, signal: 'SIGKILL' })), {
    exitCode: 137,
    signal: 'SIGKILL',
  })
})

t.test('an absent list of allowed commands is not an empty one', async (t) => {
  const absent = decodeSessionRequest(encodeSessionRequest({ profile: { user: 'pi' } }))
  const empty = decodeSessionRequest(encodeSessionRequest({ profile: { allowedCommands: { items: [] } } }))
  t.equal(absent.profile?.allowedCommands ?? undefined, undefined)
  t.not(empty.profile?.allowedCommands ?? undefined, undefined)
})

t.test('nonsense is invalid', async (t) => {
  const nonsense = Uint8Array.of(0xff, 0xff, 0xff, 0xff)
  for (const decode of [decodeSessionRequest, decodeControlMessage, decodeSessionResult]) {
    t.throws(() => decode(nonsense), { name: 'MuxError', code: 'invalid' })
  }
})

t.test('every code of an error crosses the wire, and an unknown one is internal', async (t) => {
  const codes: readonly MuxCode[] = [
    'forbidden',
    'not-found',
    'invalid',
    'unsupported',
    'too-many',
    'unavailable',
    'timeout',
    'cancelled',
    'internal',
  ]
  for (const code of codes) t.match(fromRefusal(toRefusal(new MuxError(code, 'why'))), { code, message: 'why' })
  t.equal(fromRefusal({ code: 99 as never }).code, 'internal')
  t.equal(fromRefusal(undefined).code, 'internal')
  t.equal(toRefusal(new MuxError('internal', 'x'.repeat(10_000))).message?.length, 4096)
})
