import { Fifo } from './fifo.ts'

const smallBytes = 4 * 1024
/** Blocks grow with what waits: a great many queues may each hold a few bytes. */
const firstBlockBytes = 256
const maxBlockBytes = 16 * 1024

interface Block {
  readonly bytes: Buffer
  used: number
}

/**
 * Bytes that wait for their reader. Small pieces are copied together, for a peer that sends single bytes would
 * otherwise cost us an object for each, a hundred times what its window allows.
 */
export class ByteQueue {
  readonly #chunks = new Fifo<Uint8Array | Block>()
  #blockBytes = firstBlockBytes

  get isEmpty(): boolean {
    return this.#chunks.length === 0
  }

  push(bytes: Uint8Array): void {
    if (bytes.length >= smallBytes) this.#chunks.push(bytes)
    else if (!this.#append(bytes)) this.#startBlock(bytes)
  }

  shift(): Uint8Array | undefined {
    const chunk = this.#chunks.shift()
    if (this.isEmpty) this.#blockBytes = firstBlockBytes
    return chunk === undefined || chunk instanceof Uint8Array ? chunk : chunk.bytes.subarray(0, chunk.used)
  }

  clear(): void {
    this.#chunks.drain()
    this.#blockBytes = firstBlockBytes
  }

  #append(bytes: Uint8Array): boolean {
    const last = this.#chunks.last
    if (last === undefined || last instanceof Uint8Array || last.used + bytes.length > last.bytes.length) return false
    last.bytes.set(bytes, last.used)
    last.used += bytes.length
    return true
  }

  /** The first small piece alone is kept as it is: a block pays only when more follow. */
  #startBlock(bytes: Uint8Array): void {
    const last = this.#chunks.last
    if (!(last instanceof Uint8Array) || last.length >= smallBytes) return this.#chunks.push(bytes)
    const block = { bytes: Buffer.allocUnsafeSlow(this.#growBlock(last.length + bytes.length)), used: 0 }
    this.#chunks.replaceLast(block)
    this.#append(last)
    this.#append(bytes)
  }

  #growBlock(neededBytes: number): number {
    while (this.#blockBytes < neededBytes) this.#blockBytes *= 2
    const blockBytes = this.#blockBytes
    this.#blockBytes = Math.min(2 * blockBytes, maxBlockBytes)
    return blockBytes
  }
}
