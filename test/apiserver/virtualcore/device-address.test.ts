import t from 'tap'
import type { EdgeDevice } from '../../../apiserver/api/kinds/edge-device/schema.ts'
import { deviceAddress } from '../../../apiserver/virtualcore/node-projection.ts'

function connectedFrom(remoteAddress: string): EdgeDevice {
  return { status: { phase: 'Online', connection: { method: 'grpc', remoteAddress } } } as unknown as EdgeDevice
}

t.test('the port is not part of the address', async (t) => {
  const cases = {
    '192.0.2.1:80': '192.0.2.1',
    '192.0.2.1': '192.0.2.1',
    '[2001:db8::1]:80': '2001:db8::1',
    '2001:db8::1': '2001:db8::1',
  }
  for (const [remote, address] of Object.entries(cases)) t.equal(deviceAddress(connectedFrom(remote)), address)
  t.equal(deviceAddress(connectedFrom('nonsense:x')), undefined)
  t.equal(deviceAddress(undefined), undefined)
})
