import type { Condition } from './object.ts'

export type ConditionState = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/**
 * The conditions with `state` in them. The same array when nothing changes; `lastTransitionTime` moves only when the
 * status does. `nowMs` is in milliseconds since the epoch.
 */
export function setCondition(
  conditions: readonly Condition[],
  state: ConditionState,
  nowMs: number,
): readonly Condition[] {
  const old = conditions.find(({ type }) => type === state.type)
  if (old === undefined) return [...conditions, { ...state, lastTransitionTime: toTimestamp(nowMs) }]
  if (old.status === state.status && old.reason === state.reason && old.message === state.message) return conditions
  const lastTransitionTime = old.status === state.status ? old.lastTransitionTime : toTimestamp(nowMs)
  return conditions.map((condition) => (condition === old ? { ...old, ...state, lastTransitionTime } : condition))
}

/** RFC 3339 in UTC with whole seconds, as Kubernetes writes times. */
export function toTimestamp(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`
}
