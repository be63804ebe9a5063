/** RFC 3339 in UTC with whole seconds, as Kubernetes writes times. */
export function toTimestamp(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`
}
