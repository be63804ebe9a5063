import type { StatusCause } from '../meta/errors.ts'

/** The most causes that one answer carries. Kubernetes has no such bound; a hostile body must not make the answer large. */
export const maxCauses = 100
const maxQuotedChars = 128

/** Collects what is wrong with an object, in the words of k8s.io/apimachinery/pkg/util/validation/field. */
export class CauseCollector {
  readonly #causes: StatusCause[] = []

  get causes(): StatusCause[] {
    return this.#causes
  }

  /** True when no more is taken: a walk over a large object should then stop. */
  get full(): boolean {
    return this.#causes.length >= maxCauses
  }

  required(field: string, detail?: string): void {
    this.#add('FieldValueRequired', field, detail === undefined ? 'Required value' : `Required value: ${detail}`)
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.#add('FieldValueInvalid', field, `Invalid value: ${quote(value)}: ${detail}`)
  }

  wrongType(field: string, value: unknown, type: string): void {
    this.#add('FieldValueTypeInvalid', field, `Invalid value: ${quote(value)}: must be of type ${type}`)
  }

  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    const list = supported.map((one) => JSON.stringify(one)).join(', ')
    this.#add('FieldValueNotSupported', field, `Unsupported value: ${quote(value)}: supported values: ${list}`)
  }

  duplicate(field: string, value: unknown): void {
    this.#add('FieldValueDuplicate', field, `Duplicate value: ${quote(value)}`)
  }

  forbidden(field: string, detail: string): void {
    this.#add('FieldValueForbidden', field, `Forbidden: ${detail}`)
  }

  tooLong(field: string, maxBytes: number): void {
    this.#add('FieldValueTooLong', field, `Too long: may not be more than ${maxBytes} bytes`)
  }

  tooMany(field: string, count: number, max: number): void {
    this.#add('FieldValueTooMany', field, `Too many: ${count}: must have at most ${max} items`)
  }

  #add(reason: string, field: string, message: string): void {
    if (!this.full) this.#causes.push({ reason, message, field: clip(field, 512) })
  }
}

/** A value as a message shows it: short, and never the content of an object or list. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return '"array"'
  if (typeof value === 'object' && value !== null) return '"object"'
  return typeof value === 'string' ? JSON.stringify(clip(value, maxQuotedChars)) : String(value)
}

/** `key` as a path shows it: `.name`, or `[name]` where it is the key of a map. */
export function mapKeyPath(path: string, key: string): string {
  return `${path}[${clip(key, maxQuotedChars)}]`
}

export function fieldPath(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`
}
