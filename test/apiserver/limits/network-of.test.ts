import t from 'tap'
import { networkOf } from '../../../apiserver/limits/failure-limiter.ts'

t.test('an IPv4 address stands for itself, an IPv6 one for its first 64 bits', async (t) => {
  t.equal(networkOf('10.1.2.3'), '10.1.2.3')
  t.equal(networkOf('::ffff:10.1.2.3'), '10.1.2.3')
  t.equal(networkOf('2001:db8:1:2:a:b:c:d'), '2001:db8:1:2')
  t.equal(networkOf('2001:db8:1:2::d'), '2001:db8:1:2')
  t.equal(networkOf('2001:db8::1'), '2001:db8:0:0')
  t.equal(networkOf('::1'), '0:0:0:0')
  t.equal(networkOf('fe80::'), 'fe80:0:0:0')
  t.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0')
})
