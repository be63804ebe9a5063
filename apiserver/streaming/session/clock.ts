import type { MuxClock } from '../../../proto/mux/clock.ts'

/** Time as streams see it; tests bring their own. The mux's system clock is one. */
export type StreamClock = Pick<MuxClock, 'now' | 'schedule'>
