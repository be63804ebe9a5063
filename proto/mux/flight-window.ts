import type { SendNote } from './outbox.ts'

const kib = 1024
/** Enough to keep the slowest useful link busy, and 130 ms of 1 Mbit/s. */
const floorBytes = 16 * kib
const initialBytes = 32 * kib
const minFrameBytes = 4 * kib
const maxFrameBytes = 32 * kib
/** Time that a queue on the way may cost besides the round trip; also covers delayed acknowledgements. */
const slackMs = 15
/**
 * On fast links less time will do: what is under way is what a keystroke waits behind, memory, and work for the collector.
 * Two of the lumps in which such links are acknowledged.
 */
const maxSlackBytes = 512 * kib
const steadyGain = 1.25
const growingGain = 2
/** Rounds without growth after which the link counts as full. */
const fullRounds = 3
const rateRounds = 10
const rateWindowMs = 500
const rttWindowMs = 10_000

interface RttSample {
  readonly rttMs: number
  readonly nowMs: number
  readonly isHonest: boolean
}

/**
 * How much may be under way: about one bandwidth-delay product, from the delivery rate and the shortest round
 * trip that acknowledgements show. What exceeds it would wait in a queue of the kernel or of a router, where a
 * keystroke cannot overtake it. The idea is that of BBR (draft-ietf-ccwg-bbr): the rate is a maximum over
 * recent rounds, the round trip a minimum over 10 s, and when that minimum is stale the flight is let down
 * for a moment to see it again.
 */
export class FlightWindow {
  readonly #maxBytes: number
  #delivered = 0
  #deliveredAtMs = 0
  #firstSentAtMs = 0
  #idleUntil = 0
  #rate = 0
  #previousRate = 0
  #rounds = 0
  #rateSinceMs = 0
  #roundEnd = 0
  #roundRate = 0
  #roundsWithoutGrowth = 0
  #minRttMs: number | undefined
  #minRttAtMs = 0
  #limit: number

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#limit = Math.min(initialBytes, maxBytes)
  }

  /** Bytes that may be under way. */
  get limitBytes(): number {
    return this.#limit
  }

  /** Payload of one data frame, so that it holds up others for about the slack. */
  get frameBytes(): number {
    const rate = this.#maxRate
    if (rate === 0) return 8 * kib
    return Math.floor(Math.min(Math.max(rate * slackMs, minFrameBytes), maxFrameBytes))
  }

  get #maxRate(): number {
    return Math.max(this.#rate, this.#previousRate)
  }

  /** A round trip measured by other means. */
  measured(rttMs: number, nowMs: number): void {
    this.#observeRtt({ rttMs, nowMs, isHonest: true })
    this.#update()
  }

  /** There was nothing more to send though the window had room: rates from here say little about the link. */
  idle(inFlight: number): void {
    this.#idleUntil = this.#delivered + inFlight
  }

  send(inFlight: number, nowMs: number): SendNote {
    if (inFlight === 0) this.#firstSentAtMs = this.#deliveredAtMs = nowMs
    return {
      atMs: nowMs,
      delivered: this.#delivered,
      deliveredAtMs: this.#deliveredAtMs,
      firstSentAtMs: this.#firstSentAtMs,
      inFlight,
      idle: this.#idleUntil > this.#delivered,
    }
  }

  /** `bytes` were acknowledged at once; `note` is of the newest frame among them. */
  acknowledge(bytes: number, note: SendNote, nowMs: number): void {
    this.#delivered += bytes
    this.#deliveredAtMs = nowMs
    this.#firstSentAtMs = note.atMs
    this.#observeRtt({ rttMs: nowMs - note.atMs, nowMs, isHonest: note.inFlight <= floorBytes })
    this.#observeRate(note, nowMs)
    if (note.delivered >= this.#roundEnd) this.#endRound(note, nowMs)
    this.#update()
  }

  /** An honest round trip had nothing of ours to wait for; a stale minimum is replaced only by such. */
  #observeRtt({ rttMs, nowMs, isHonest }: RttSample): void {
    const stale = this.#isRttStale(nowMs)
    if (this.#minRttMs !== undefined && rttMs > this.#minRttMs && !(stale && isHonest)) return
    this.#minRttMs = rttMs
    this.#minRttAtMs = nowMs
  }

  #isRttStale(nowMs: number): boolean {
    return nowMs - this.#minRttAtMs > rttWindowMs
  }

  #observeRate(note: SendNote, nowMs: number): void {
    // The longer of the two intervals: acknowledgements that come in a lump say nothing about speed.
    const interval = Math.max(nowMs - note.deliveredAtMs, note.atMs - note.firstSentAtMs)
    if (interval <= 0) return
    const rate = (this.#delivered - note.delivered) / interval
    if (note.idle && rate <= this.#maxRate) return
    this.#rate = Math.max(this.#rate, rate)
  }

  #endRound(note: SendNote, nowMs: number): void {
    this.#roundEnd = this.#delivered
    const grown = this.#maxRate >= this.#roundRate * 1.25
    this.#roundsWithoutGrowth = grown ? 0 : this.#roundsWithoutGrowth + 1
    if (grown) this.#roundRate = this.#maxRate
    if (note.idle) return
    this.#rounds += 1
    if (this.#rounds >= rateRounds && nowMs - this.#rateSinceMs >= rateWindowMs) this.#forgetOldRate(nowMs)
  }

  #forgetOldRate(nowMs: number): void {
    this.#previousRate = this.#rate
    this.#rate = 0
    this.#rounds = 0
    this.#rateSinceMs = nowMs
    this.#roundRate = Math.min(this.#roundRate, this.#previousRate)
  }

  #update(): void {
    const rate = this.#maxRate
    if (rate === 0) return
    const gain = this.#roundsWithoutGrowth < fullRounds ? growingGain : steadyGain
    const draining = this.#isRttStale(this.#deliveredAtMs)
    const wanted = draining ? floorBytes : rate * (this.#minRttMs ?? 0) * gain + Math.min(rate * slackMs, maxSlackBytes)
    this.#limit = Math.min(Math.max(wanted, floorBytes), this.#maxBytes)
  }
}
