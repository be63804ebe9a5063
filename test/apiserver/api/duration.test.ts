import t from 'tap'
import { toAge, toHumanDuration } from '../../../apiserver/api/duration.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

t.test('durations are told as kubectl tells them', async (t) => {
  const cases: readonly [number, string][] = [
    [-3 * second, '<invalid>'],
    [-2 * second, '<invalid>'],
    [-1 * second, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119 * second, '119s'],
    [120 * second, '2m'],
    [121 * second, '2m1s'],
    [10 * minute - second, '9m59s'],
    [10 * minute + 59 * second, '10m'],
    [3 * hour - second, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 20 * minute, '3h20m'],
    [8 * hour + 59 * minute, '8h'],
    [48 * hour - second, '47h'],
    [48 * hour, '2d'],
    [2 * day + 4 * hour, '2d4h'],
    [8 * day + 23 * hour, '8d'],
    [730 * day - second, '729d'],
    [730 * day, '2y'],
    [731 * day, '2y1d'],
    [8 * 365 * day, '8y'],
    [8 * 365 * day + 100 * day, '8y'],
  ]
  for (const [milliseconds, told] of cases) t.equal(toHumanDuration(milliseconds), told, `${milliseconds} ms`)
})

t.test('an age without a timestamp is unknown', async (t) => {
  t.equal(toAge(undefined, 0), '<unknown>')
  t.equal(toAge('yesterday', 0), '<unknown>')
  t.equal(toAge('1970-01-01T00:00:00Z', 5 * minute), '5m')
})
