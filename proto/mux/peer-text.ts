// oxlint-disable-next-line no-control-regex -- exactly these are meant
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Text of the peer for people: of bounded length, and nothing in it that steers the terminal on which it may end up. */
export function peerText(text: string | null | undefined, maxCharacters: number): string {
  return (text ?? '').slice(0, maxCharacters).replace(controls, '')
}
