/**
 * Counters on the wire are 32 bits wide and wrap; inside they are ordinary numbers that only grow
 * (2^53 frames outlive any device). These functions translate, given that both sides are never half the
 * range apart, which the windows ensure.
 */

const span = 2 ** 32
/** Frame numbers skip 0, which means "not numbered". */
const numbers = span - 1

/** The wire's form of the `count`-th frame: 1 to 2^32 - 1, then 1 again; 0 stays 0. */
export function toWireNumber(count: number): number {
  return count === 0 ? 0 : ((count - 1) % numbers) + 1
}

/** The count nearest to `near` that the wire's `number` (not 0) can mean; may be negative for nonsense. */
export function fromWireNumber(number: number, near: number): number {
  let ahead = (number - toWireNumber(near)) % numbers
  if (ahead < 0) ahead += numbers
  return near + (ahead > numbers / 2 ? ahead - numbers : ahead)
}

/** The wire's form of a byte count: modulo 2^32. */
export function toWireOffset(bytes: number): number {
  return bytes % span
}

/** The byte count nearest to `near` that the wire's `offset` can mean. */
export function fromWireOffset(offset: number, near: number): number {
  const ahead = (offset - toWireOffset(near) + span) % span
  return near + (ahead > span / 2 ? ahead - span : ahead)
}
