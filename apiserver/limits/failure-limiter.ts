import { isIPv6 } from 'node:net'
import { LRUCache } from 'lru-cache'
import { ApiError } from '../api/meta/errors.ts'

/** Addresses that are remembered; the least recently failed are forgotten, which is generous to them. */
const maxAddresses = 4096

interface FailureLimiterOptions {
  /** Failures of one address at once. */
  readonly burst: number
  /** Failures granted back each second. */
  readonly perSecond: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Counts what fails, per address, and nothing else: who has a valid credential never meets it. */
export interface FailureLimiter {
  /** Counts one failure. Returns the seconds to wait when the address has had too many, else 0. */
  fail(address: string): number
  /** The same without counting. */
  wait(address: string): number
}

interface Bucket {
  readonly tokens: number
  readonly atMs: number
}

/** A token bucket per address; an IPv6 network of 64 bits is one address. */
export function createFailureLimiter({ burst, perSecond, now }: FailureLimiterOptions): FailureLimiter {
  const buckets = new LRUCache<string, Bucket>({ max: maxAddresses })
  const currentTokens = (key: string): number => {
    const { tokens, atMs } = buckets.get(key) ?? { tokens: burst, atMs: now() }
    return Math.min(burst, tokens + (Math.max(0, now() - atMs) / 1000) * perSecond)
  }
  const toWait = (tokens: number): number => (tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond)))
  return {
    fail: (address) => {
      const key = networkOf(address)
      const tokens = currentTokens(key)
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: now() })
      return toWait(tokens)
    },
    wait: (address) => toWait(currentTokens(networkOf(address))),
  }
}

/** 429 for what a limiter counts: `what` there are too many of, and when one more may be tried. */
export function tooManyRequests(what: string, retryAfterSeconds: number, options?: ErrorOptions): ApiError {
  const message = `too many ${what}, please try again later`
  return new ApiError('TooManyRequests', message, { retryAfterSeconds }, options)
}

/**
 * Whom an address belongs to, for limits: an IPv4 address itself, and the first 64 bits of an IPv6 one, for one host has
 * all the others.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return groups.slice(0, 4).join(':')
}
