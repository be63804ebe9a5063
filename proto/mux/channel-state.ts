import type { MuxClock } from './clock.ts'
import type { MuxError } from './errors.ts'
import type { Frame } from './frame-codec.ts'
import type { MuxLimits } from './limits.ts'
import type { ControlFrame, TurnTaker } from './sender.ts'
import type { WindowBudget } from './window-budget.ts'

/** Frames that name a channel, but for the Open that makes it. */
export type ChannelFrame = Extract<Frame, { body?: 'openReply' | 'data' | 'credit' | 'control' | 'finish' | 'reset' }>

/** What a channel id stands for: each state of a channel's life is an object of its own. */
export interface ChannelState {
  /** Counts against the limit of channels. */
  readonly isLive: boolean
  /** Applies a frame of the peer; throws ProtocolError for one that has no place in this state. */
  frame(frame: ChannelFrame): void
  /** The session is over. */
  abort(error: MuxError): void
}

/** What a channel needs of its session. */
export interface ChannelHost {
  readonly limits: MuxLimits
  readonly clock: MuxClock
  readonly budget: WindowBudget
  readonly rttMs: () => number | undefined
  control(frame: ControlFrame): void
  ready(taker: TurnTaker): void
  /** Another state takes over the id. */
  become(id: number, state: ChannelState): void
  /** The id is done with: the peer knows that it ended. */
  forget(id: number): void
}

/** Ended by us, and the peer may not know yet: what still comes is for nobody. */
export const lingering: ChannelState = { isLive: false, frame() {}, abort() {} }
