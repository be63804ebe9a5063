import t from 'tap'
import { toAge, toHumanDuration } from '../../../../apiserver/api/kind/table.ts'

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
  t.equal(toAge(undefined, 0).text, '<unknown>')
  t.equal(toAge('yesterday', 0).text, '<unknown>')
  t.equal(toAge('1970-01-01T00:00:00Z', 5 * minute).text, '5m')
})

t.test('an age is told in the same words until it says, and for as long as its coarseness allows', async (t) => {
  const epoch = '1970-01-01T00:00:00Z'
  const steps: readonly [number, number][] = [
    [0, second],
    [9 * minute, second],
    [10 * minute, minute],
    [7 * hour, minute],
    [8 * hour, hour],
    [191 * hour, hour],
    [192 * hour, day],
    [3 * 365 * day, day],
  ]
  for (const [from, step] of steps) {
    for (const now of [from, from + 1, from + step - 1]) {
      const { text, untilMs } = toAge(epoch, now)
      t.equal(untilMs, from + step, `${now} ms`)
      t.equal(toAge(epoch, untilMs - 1).text, text)
    }
  }
  t.equal(toAge(epoch, -1500).untilMs, -1500, 'a time to come is told anew each time')
})
