import type { Test } from 'tap'
import pino from 'pino'
import { startControllers } from '../../../apiserver/controllers/start-controllers.ts'
import { openWorld, startMs } from '../registry/fixtures.ts'
import type { World, WorldOptions } from '../registry/fixtures.ts'

export interface ControlledWorld extends World {
  /**
   * Resolves when `holds` is true, which is looked at after every change; rejects when it is not within half a minute.
   * `what` names it in the error.
   */
  readonly until: (what: string, holds: () => boolean) => Promise<void>
}

/** A registry with its controllers at work. */
export async function openControlledWorld(t: Test, options: WorldOptions = {}): Promise<ControlledWorld> {
  const world = await openWorld(t, options)
  startIn(t, world)
  return { ...world, until: (what, holds) => until(world, what, holds) }
}

export function startIn(t: Test, { registry, cache }: World): { close(): Promise<void> } {
  const controllers = startControllers({ registry, cache, log: pino({ level: 'silent' }), now: () => startMs })
  t.teardown(() => controllers.close())
  return controllers
}

export async function until({ cache }: World, what: string, holds: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(30_000)
  const changes = cache.watchObjects('registry/', cache.progressRevision, signal)
  if (holds()) return
  for await (const _ of changes) if (holds()) return
  throw new Error(`it did not come to this: ${what}`)
}
