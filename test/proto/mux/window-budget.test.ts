import t from 'tap'
import { defaultMuxLimits } from '../../../proto/mux/limits.ts'
import { ReceiveWindow } from '../../../proto/mux/receive-window.ts'
import { WindowBudget } from '../../../proto/mux/window-budget.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const kib = 1024
const mib = 1024 * kib

function createWindows(): {
  readonly budget: WindowBudget
  readonly open: () => ReceiveWindow
  readonly clock: FakeClock
} {
  const budget = new WindowBudget(defaultMuxLimits)
  const clock = new FakeClock()
  const open = (): ReceiveWindow => new ReceiveWindow({ budget, limits: defaultMuxLimits, clock, rttMs: () => 1 })
  return { budget, open, clock }
}

/** A peer that uses all its credit and a reader that keeps up. */
function exchange(window: ReceiveWindow, bytes: number): void {
  const piece = Math.min(16 * kib, window.initialBytes)
  for (let left = bytes; left > 0; left -= piece) {
    window.receive(piece)
    if (window.read(piece)) window.advertise()
  }
}

t.test('a window grows from 64 KiB to 4 MiB while its reader keeps up', async (t) => {
  const { open } = createWindows()
  const window = open()
  t.equal(window.initialBytes, 64 * kib)
  exchange(window, 64 * mib)
  t.equal(window.initialBytes, 4 * mib)
  t.throws(() => window.receive(4 * mib + 1), { name: 'ProtocolError' })
})

t.test('a slow reader does not get more', async (t) => {
  const { open, clock } = createWindows()
  const window = open()
  for (let round = 0; round < 20; round += 1) {
    await clock.advance(100)
    exchange(window, 16 * kib)
  }
  t.equal(window.initialBytes, 64 * kib)
})

t.test('all windows together stay within 8 MiB, and large ones give way', async (t) => {
  const { open } = createWindows()
  const windows = [open(), open()]
  for (const window of windows) exchange(window, 64 * mib)
  while (windows.length < 128) windows.push(open())
  for (let round = 0; round < 8; round += 1) for (const window of windows) exchange(window, 4 * mib)
  const total = windows.reduce((sum, window) => sum + window.initialBytes, 0)
  t.ok(total <= 8 * mib, `${total} bytes`)
  t.ok(windows.every((window) => window.initialBytes >= 2 * kib && window.initialBytes < mib))
})

t.test('what windows held goes back when they close, after their bytes were read', async (t) => {
  const { budget, open } = createWindows()
  const free = budget.take(Infinity)
  budget.give(free)
  const window = open()
  exchange(window, 16 * mib)
  window.receive(100 * kib)
  window.close()
  t.equal(budget.take(0), 0)
  window.read(100 * kib)
  t.equal(budget.take(Infinity), free)
})
