import pino from 'pino'
import t from 'tap'
import { ApiError } from '../../../../apiserver/api/meta/errors.ts'
import type { KubeObject, StoredObject } from '../../../../apiserver/api/meta/object.ts'
import { Presence } from '../../../../apiserver/devices/presence/presence.ts'
import type { StatusReport } from '../../../../apiserver/devices/presence/status.ts'

const device = { namespace: 'ns', name: 'pi', uid: 'uid-1' }
const offline = (reason: string): StatusReport => ({
  presence: { kind: 'offline', reason, message: reason, sinceMs: 0 },
})

/** A store of one object that fails as often as it is told, and writes only when it is let. */
function createStore(uid = 'uid-1') {
  let object = {
    apiVersion: 'v',
    kind: 'EdgeDevice',
    metadata: { name: 'pi', uid },
    status: { phase: 'Pending' },
  } as KubeObject
  const gates: (() => void)[] = []
  const written: string[] = []
  const state = { errors: [] as Error[], isGated: false, running: 0, maxRunning: 0, calls: 0 }
  const updateStatus = async (_: object, change: (current: KubeObject) => KubeObject): Promise<StoredObject> => {
    state.calls++
    state.maxRunning = Math.max(state.maxRunning, ++state.running)
    try {
      if (state.isGated) await new Promise<void>((resolve) => gates.push(resolve))
      const error = state.errors.shift()
      if (error) throw error
      object = change(object)
      written.push(JSON.stringify(object.status))
      return { object, bytes: new Uint8Array(), revision: 1 }
    } finally {
      state.running--
    }
  }
  return { devices: { updateStatus }, state, written, gates, get: () => object }
}

function createPresence(devices: { updateStatus: never }): Presence {
  return new Presence({ devices, now: () => 0, maxBackoffMs: 5, log: pino({ level: 'silent' }) })
}

t.test('a report is written again until the store takes it', async (t) => {
  const store = createStore()
  store.state.errors = [new ApiError('ServiceUnavailable', 'full'), new ApiError('Conflict', 'race'), new Error('odd')]
  const presence = createPresence(store.devices as never)
  presence.report(device, offline('Lost'))
  await presence.flush(10_000)
  t.equal(store.state.calls, 4)
  t.match(store.get().status, { phase: 'Offline', conditions: [{ type: 'Ready', reason: 'Lost' }] })
})

t.test('writes of one device never overlap, and what came meanwhile is one write', async (t) => {
  const store = createStore()
  store.state.isGated = true
  const presence = createPresence(store.devices as never)
  for (const reason of ['One', 'Two', 'Three', 'Four']) presence.report(device, offline(reason))
  t.equal(store.gates.length, 1)
  store.state.isGated = false
  store.gates[0]?.()
  await presence.flush(10_000)
  t.equal(store.state.maxRunning, 1)
  t.equal(store.written.length, 2)
  t.match(store.written[1], /Four/)
})

t.test('a failed report does not overwrite a newer one, but what the newer leaves out is kept', async (t) => {
  const store = createStore()
  store.state.isGated = true
  store.state.errors = [new Error('away')]
  const presence = createPresence(store.devices as never)
  presence.report(device, { ...offline('Old'), certificate: { serialNumber: 'ab', notAfterMs: 0 } })
  presence.report(device, offline('New'))
  store.state.isGated = false
  store.gates[0]?.()
  await presence.flush(10_000)
  t.match(store.get().status, { certificate: { serialNumber: 'ab' } })
  t.match(store.written.at(-1), /New/)
  t.notMatch(store.written.join(), /Old/)
})

t.test('a device that was made anew under its name is left alone, and an invalid status is not repeated', async (t) => {
  const other = createStore('uid-2')
  const presence = createPresence(other.devices as never)
  presence.report(device, offline('Lost'))
  await presence.flush(10_000)
  t.same(other.written, [])
  const store = createStore()
  store.state.errors = [new ApiError('Invalid', 'no')]
  const second = createPresence(store.devices as never)
  second.report(device, offline('Lost'))
  await second.flush(10_000)
  t.equal(store.state.calls, 1)
})

t.test('many devices share a bounded number of writes', async (t) => {
  const store = createStore()
  store.state.isGated = true
  const presence = createPresence(store.devices as never)
  for (let index = 0; index < 500; index++) presence.report({ ...device, uid: `uid-${index}` }, offline('Lost'))
  t.equal(store.state.running, 64)
  store.state.isGated = false
  for (const open of store.gates) open()
  await presence.flush(10_000)
  t.equal(store.state.calls, 500)
})

t.test('close gives up in the end', async (t) => {
  const store = createStore()
  store.state.isGated = true
  const presence = createPresence(store.devices as never)
  presence.report(device, offline('Lost'))
  await presence.close(1)
  presence.report(device, offline('Later'))
  t.equal(store.state.calls, 1)
})
