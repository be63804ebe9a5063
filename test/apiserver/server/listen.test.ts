import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { listen } from '../../../apiserver/server/listen.ts'
import type { Listener } from '../../../apiserver/server/listen.ts'

const warnings: object[] = []
const log = { warn: (fields: object) => void warnings.push(fields) }

/** Stands for a kernel without IPv6, which there is none of here. */
const withoutIpv6 = (error: Error, tried: string[]): Listener => ({
  listen: async ({ host, port }) => {
    tried.push(host)
    if (host === '::') throw error
    return { port }
  },
})

t.test('every address is every address of IPv4 where there is no IPv6', async (t) => {
  const ofNode = Object.assign(new Error('listen EAFNOSUPPORT: address family not supported :::6443'), {
    code: 'EAFNOSUPPORT',
  })
  const ofGrpc = new Error('No address added out of total 1 resolved errors: [listen EAFNOSUPPORT: :::6444]')
  for (const error of [ofNode, ofGrpc]) {
    const tried: string[] = []
    t.equal(await listen(withoutIpv6(error, tried), { flag: 'port', host: '::', port: 6443, log }), 6443)
    t.same(tried, ['::', '0.0.0.0'])
  }
  t.same(warnings, [{ flag: 'port' }, { flag: 'port' }])
})

t.test('an address that was named is not exchanged for another', async (t) => {
  const error = new Error('listen EAFNOSUPPORT ::1')
  const listener: Listener = { listen: () => Promise.reject(error) }
  await t.rejects(listen(listener, { flag: 'agent-port', host: '::1', port: 1, log }), {
    message: 'cannot listen on port 1 of ::1 (--agent-host and --agent-port): listen EAFNOSUPPORT ::1',
    cause: error,
  })
})

t.test('a port that is taken is named, with its flag', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const second: Listener = {
    listen: (address) => new Promise((_resolve, reject) => void createServer().once('error', reject).listen(address)),
  }
  const host = '127.0.0.1'
  await t.rejects(listen(second, { flag: 'agent-port', host, port, log }), {
    message: `port ${port} of ${host} is taken by another program: end it, or choose another with --agent-port`,
  })
})
