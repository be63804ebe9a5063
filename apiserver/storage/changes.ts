import type { Change, StorageEvent, StoredRecord } from './backend.ts'
import { StorageError } from './errors.ts'
import type { SizedEvent } from './event-queue.ts'

/** A StorageEvent with what the event log needs to know. */
export type LoggedEvent = StorageEvent & SizedEvent

// Roughly what an event costs beside its values.
const eventOverheadBytes = 256

/** Throws StorageError `conflict`, `exists` or `not-found` when `change` may not follow on `current`. */
export function assertApplicable(change: Change, current: { readonly revision: number } | undefined): void {
  const { key, type, expectedRevision: expected } = change
  if (!current && (type === 'delete' || (expected !== undefined && expected !== 0))) {
    throw new StorageError('not-found', `${key} does not exist`)
  }
  if (!current || expected === undefined || expected === current.revision) return
  if (expected === 0) throw new StorageError('exists', `${key} exists already`)
  throw new StorageError('conflict', `${key} is at revision ${current.revision}, not ${expected}`)
}

/** What watches are told of an applied change. */
export function toEvent(change: Change, revision: number, previous: StoredRecord | undefined): LoggedEvent {
  const { key } = change
  const bytes = eventOverheadBytes + (previous?.value.byteLength ?? 0)
  if (change.type === 'put') {
    const { value } = change
    const event = { type: change.type, key, revision, value, bytes: bytes + value.byteLength }
    return previous ? { ...event, previous } : event
  }
  if (!previous) throw new StorageError('not-found', `${key} does not exist`)
  return { type: change.type, key, revision, previous, bytes }
}
