import t from 'tap'
import { Controls } from '../../../agent/handlers/controls.ts'
import type { TerminalSize } from '../../../agent/host/command.ts'
import type { Channel } from '../../../proto/mux/channel.ts'
import { encodeControlMessage } from '../../../proto/sessions/session-request.ts'

/** Of a channel, what Controls hears. */
function openControls(): { readonly controls: Controls; readonly resize: (size: TerminalSize) => void } {
  let listener: (message: Uint8Array) => void = () => {}
  const channel: Partial<Channel> = {
    onControl: (onControl) => (listener = onControl),
    ended: new Promise(() => {}),
  }
  return {
    controls: new Controls(channel as Channel),
    resize: (size) => listener(encodeControlMessage({ resize: size })),
  }
}

t.test('a size that came while the terminal was opened did not reach it', async (t) => {
  const { controls, resize } = openControls()
  resize({ columns: 100, rows: 30 })
  t.match(controls.size, { columns: 100, rows: 30 })
  resize({ columns: 123, rows: 45 })
  const told: TerminalSize[] = []
  controls.onResize((size) => told.push(size))
  resize({ columns: 0, rows: 45 })
  resize({ columns: 99, rows: 70_000 })
  t.match(told, [
    { columns: 123, rows: 45 },
    { columns: 99, rows: 0xffff },
  ])
})
