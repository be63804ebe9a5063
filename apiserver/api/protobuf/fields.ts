import type { Reader } from 'protobufjs/minimal.js'

/** One field of a message: its name in JSON, its wire type, and how it is read. */
export interface Field {
  readonly name: string
  readonly wireType: number
  /** Undefined means absent. `previous` is what an earlier occurrence of the field gave. */
  read(reader: Reader, previous: unknown): unknown
}

/** Fields by number. */
export type Message = Readonly<Record<number, Field>>

const varintWire = 0
const bytesWire = 2
/** The most elements of a list: two bytes of a body make one, which becomes an object. */
const maxElements = 100_000

/**
 * Reads a message up to `end`. Fields that it does not name are skipped, as protobuf wants. Throws RangeError or Error
 * when the bytes are no such message.
 */
export function readMessage(reader: Reader, end: number, message: Message): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  while (reader.pos < end) {
    const tag = reader.tag()
    const field = message[tag >>> 3]
    if (!field) reader.skipType(tag & 7, 0, tag >>> 3)
    else if ((tag & 7) !== field.wireType) throw new Error(`field ${field.name} has wire type ${tag & 7}`)
    else setField(value, field.name, field.read(reader, value[field.name]))
  }
  if (reader.pos !== end) throw new RangeError('a message ends inside of a field')
  return value
}

/** A string that Kubernetes writes even when it is empty: that is absent, as in JSON. */
export function text(name: string): Field {
  return { name, wireType: bytesWire, read: (reader) => reader.stringVerify() || undefined }
}

/** An integer behind a pointer in Go: 0 is a value. Beyond 2^53 it loses precision, and validation refuses it. */
export function integer(name: string): Field {
  return { name, wireType: varintWire, read: (reader) => Number(reader.int64()) }
}

/** An integer that Kubernetes writes even when it is 0: that is absent. */
export function positive(name: string): Field {
  return { name, wireType: varintWire, read: (reader) => Number(reader.int64()) || undefined }
}

export function flag(name: string): Field {
  return { name, wireType: varintWire, read: (reader) => reader.bool() }
}

export function nested(name: string, message: Message): Field {
  return { name, wireType: bytesWire, read: (reader) => readNested(reader, message) }
}

export function texts(name: string): Field {
  return { name, wireType: bytesWire, read: (reader, previous) => push(previous, reader.stringVerify()) }
}

export function list(name: string, message: Message): Field {
  return { name, wireType: bytesWire, read: (reader, previous) => push(previous, readNested(reader, message)) }
}

/** A map of strings: messages of a key and a value. */
export function textMap(name: string): Field {
  const entry: Message = { 1: text('key'), 2: text('value') }
  return {
    name,
    wireType: bytesWire,
    read(reader, previous) {
      const map = (previous ?? Object.create(null)) as Record<string, string>
      const { key = '', value = '' } = readNested(reader, entry) as { key?: string; value?: string }
      map[key] = value
      return map
    },
  }
}

/** A map of lists of strings: messages of a key and of a message that holds the list. */
export function textListMap(name: string): Field {
  const entry: Message = { 1: text('key'), 2: nested('value', { 1: texts('items') }) }
  return {
    name,
    wireType: bytesWire,
    read(reader, previous) {
      const map = (previous ?? Object.create(null)) as Record<string, readonly string[]>
      const { key = '', value } = readNested(reader, entry) as { key?: string; value?: { items?: readonly string[] } }
      map[key] = value?.items ?? []
      return map
    },
  }
}

/** meta/v1 Time: seconds and nanoseconds of the epoch; none of both is no time at all. */
export function time(name: string): Field {
  const message: Message = { 1: integer('seconds') }
  return {
    name,
    wireType: bytesWire,
    read(reader) {
      const { seconds } = readNested(reader, message) as { seconds?: number }
      return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
    },
  }
}

function setField(value: Record<string, unknown>, name: string, item: unknown): void {
  if (item === undefined) delete value[name]
  else value[name] = item
}

function readNested(reader: Reader, message: Message): Record<string, unknown> {
  const length = reader.uint32()
  const end = reader.pos + length
  if (end > reader.len) throw new RangeError('a message is longer than what holds it')
  return readMessage(reader, end, message)
}

function push(previous: unknown, item: unknown): unknown[] {
  const items = Array.isArray(previous) ? previous : []
  if (items.length >= maxElements) throw new RangeError(`a list has more than ${maxElements} elements`)
  items.push(item)
  return items
}
