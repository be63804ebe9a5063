const minute = 60
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/**
 * A duration as kubectl shows an age, such as `5m`, `3h20m` or `2d4h`. The rules of HumanDuration in
 * k8s.io/apimachinery/pkg/util/duration: the larger the duration, the coarser, at most two units.
 */
export function toHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 2 * minute) return `${seconds}s`
  const minutes = Math.floor(seconds / minute)
  if (minutes < 10) return units(minutes, 'm', seconds % minute, 's')
  if (minutes < 3 * 60) return `${minutes}m`
  const hours = Math.floor(seconds / hour)
  if (hours < 8) return units(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  const days = Math.floor(seconds / day)
  if (hours < 192) return units(days, 'd', hours % 24, 'h')
  if (days < 2 * 365) return `${days}d`
  const years = Math.floor(seconds / year)
  return days < 8 * 365 ? units(years, 'y', days % 365, 'd') : `${years}y`
}

/** How old something is, and until when that is told so: milliseconds since the epoch, never too late. */
export interface Age {
  readonly text: string
  readonly untilMs: number
}

/** The age of a timestamp in an object: `<unknown>` where there is none, as kubectl has it. */
export function toAge(timestamp: string | undefined, now: number): Age {
  const time = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  if (Number.isNaN(time)) return { text: '<unknown>', untilMs: Number.POSITIVE_INFINITY }
  return { text: toHumanDuration(now - time), untilMs: now + toHeldMs(now - time) }
}

/** For how long a duration's text stays the same while the duration grows, at least. */
function toHeldMs(milliseconds: number): number {
  if (milliseconds < 0) return 0
  const stepMs = 1000 * toStep(milliseconds / 1000)
  return stepMs - (milliseconds % stepMs)
}

function toStep(seconds: number): number {
  if (seconds < 10 * minute) return 1
  if (seconds < 8 * hour) return minute
  return seconds < 192 * hour ? hour : day
}

function units(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
