import type { Figure } from './rounds.ts'
import type { Workspace } from './workspace.ts'

/** `tiny` only shows that a part works; its figures mean nothing. */
export type Scale = 'tiny' | 'default' | 'full'

export interface PartContext {
  readonly scale: Scale
  /** Owned by the runner: what is put there goes when the part is over, or the run is interrupted. */
  readonly workspace: Workspace
  /** One line for whoever waits. */
  readonly progress: (message: string) => void
}

export interface Part {
  readonly name: string
  readonly summary: string
  /** Yields each figure as soon as it is known: what fails later takes none back. Throws {@link Skipped} when something that it needs is not here. */
  readonly run: (context: PartContext) => AsyncIterable<Figure>
}

/** The part cannot be measured here; the message says why. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
}

/** Picks by scale. */
export function sized<T>(scale: Scale, sizes: Readonly<Record<Scale, T>>): T {
  return sizes[scale]
}
