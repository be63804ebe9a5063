import { isJsonObject } from '../json/json.ts'
import { maxJsonDepth } from '../json/json-guard.ts'
import { ApiError } from '../meta/errors.ts'
import { quote } from '../schema/causes.ts'

/** Kubernetes' bound on the operations of one JSON patch (apiserver/pkg/endpoints/handlers/patch.go). */
const maxJsonPatchOperations = 10_000

/**
 * Bound on what one patch may add, copy and shift: nodes, list elements and 64 characters count one each; a third of
 * a second at most. Without it, a hundred bytes of `copy` operations double a document until memory is gone, and
 * inserting at the front of a long list again and again holds up everyone.
 */
const maxWork = 500_000

type Container = Record<string, unknown> | unknown[]
type Tokens = readonly string[]

/** Why an operation does not apply; becomes part of a 422. */
class PatchProblem extends Error {}

/** RFC 6902 over plain JSON values. Changes neither argument. Throws ApiError 400, 413 or 422. */
export function applyOperations(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations) || !operations.every(isJsonObject)) {
    throw new ApiError('BadRequest', 'a JSON patch must be a list of operations')
  }
  const count = operations.length
  if (count > maxJsonPatchOperations) {
    const limit = `the allowed maximum operations in a JSON patch is ${maxJsonPatchOperations}, got ${count}`
    throw new ApiError('RequestEntityTooLarge', limit)
  }
  const patching = new Patching(document)
  for (const [index, operation] of operations.entries()) applyOperation(patching, operation, index)
  return patching.document
}

function applyOperation(patching: Patching, operation: Record<string, unknown>, index: number): void {
  try {
    patching.apply(operation)
  } catch (error) {
    if (!(error instanceof PatchProblem)) throw error
    const which = `operation ${index} (${quote(operation['op'])} ${quote(operation['path'])})`
    throw new ApiError('Invalid', `the patch does not apply: ${which}: ${error.message}`, undefined, { cause: error })
  }
}

/** One application of a patch: a private copy of the document that the operations change in place. */
class Patching {
  #root: unknown
  #work = 0

  constructor(document: unknown) {
    this.#root = copyJson(document)
  }

  get document(): unknown {
    return this.#root
  }

  apply(operation: Record<string, unknown>): void {
    const path = pointerOf(operation, 'path')
    switch (operation['op']) {
      case 'add':
        return this.#add(path, valueOf(operation))
      case 'remove':
        return this.#remove(path)
      case 'replace':
        return this.#replace(path, valueOf(operation))
      case 'copy':
        return this.#add(path, this.#find(pointerOf(operation, 'from')))
      case 'move':
        return this.#move(pointerOf(operation, 'from'), path)
      case 'test':
        return this.#test(path, valueOf(operation))
      default:
        throw new PatchProblem('op must be one of add, remove, replace, move, copy, test')
    }
  }

  #find(tokens: Tokens): unknown {
    let value = this.#root
    for (const token of tokens) value = childOf(value, token)
    return value
  }

  #add(tokens: Tokens, value: unknown): void {
    const last = tokens.at(-1)
    const clone = this.#clone(value, tokens)
    if (last === undefined) {
      this.#root = clone
      return
    }
    const parent = containerOf(this.#find(tokens.slice(0, -1)))
    if (!Array.isArray(parent)) return setOwn(parent, last, clone)
    const index = last === '-' ? parent.length : indexOf(last, parent.length)
    this.#spend(parent.length - index)
    parent.splice(index, 0, clone)
  }

  #remove(tokens: Tokens): void {
    const last = tokens.at(-1)
    if (last === undefined) throw new PatchProblem('the whole object cannot be removed')
    const parent = containerOf(this.#find(tokens.slice(0, -1)))
    childOf(parent, last)
    if (!Array.isArray(parent)) {
      delete parent[last]
      return
    }
    this.#spend(parent.length - Number(last))
    parent.splice(Number(last), 1)
  }

  #replace(tokens: Tokens, value: unknown): void {
    const last = tokens.at(-1)
    const clone = this.#clone(value, tokens)
    if (last === undefined) {
      this.#root = clone
      return
    }
    const parent = containerOf(this.#find(tokens.slice(0, -1)))
    // What is missing in an object is added, against RFC 6902: Kubernetes does so, and clients rely on it.
    if (!Array.isArray(parent)) return setOwn(parent, last, clone)
    childOf(parent, last)
    parent[Number(last)] = clone
  }

  #move(from: Tokens, to: Tokens): void {
    const value = this.#find(from)
    const isInside = from.length < to.length && from.every((token, index) => token === to[index])
    if (isInside) throw new PatchProblem('a value cannot be moved into itself')
    if (from.length === to.length && from.every((token, index) => token === to[index])) return
    this.#remove(from)
    this.#add(to, value)
  }

  #test(tokens: Tokens, expected: unknown): void {
    if (!isEqual(this.#findOrNull(tokens), expected))
      throw new PatchProblem('the value is not the one that was tested for')
  }

  /** A missing field of an object is null: that is how clients of Kubernetes test that something is not there. */
  #findOrNull(tokens: Tokens): unknown {
    const parent = tokens.length === 0 ? undefined : this.#find(tokens.slice(0, -1))
    const last = tokens.at(-1) ?? ''
    return isJsonObject(parent) && !Object.hasOwn(parent, last) ? null : this.#find(tokens)
  }

  /** Copies a value that goes `tokens.length` deep into the document, which stays as bounded as bodies are. */
  #clone(value: unknown, tokens: Tokens): unknown {
    return copyJson(value, maxJsonDepth - tokens.length, (work) => this.#spend(work))
  }

  #spend(work: number): void {
    this.#work += work
    if (this.#work > maxWork) throw new PatchProblem('the patch copies or moves too much')
  }
}

/** Copies a JSON value that is at most `depth` deep, and tells `spend` of each node. */
function copyJson(value: unknown, depth = Number.POSITIVE_INFINITY, spend: (work: number) => void = () => {}): unknown {
  spend(1 + (typeof value === 'string' ? value.length >> 6 : 0))
  if (typeof value !== 'object' || value === null) return value
  if (depth <= 0) throw new PatchProblem(`the result would be nested deeper than ${maxJsonDepth}`)
  if (Array.isArray(value)) return value.map((item) => copyJson(item, depth - 1, spend))
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, copyJson(item, depth - 1, spend))
  return copy
}

function pointerOf(operation: Record<string, unknown>, field: 'path' | 'from'): Tokens {
  const text = operation[field]
  const tokens = typeof text === 'string' ? parseJsonPointer(text) : undefined
  if (!tokens) throw new PatchProblem(`${field} must be a JSON pointer, such as /metadata/labels/app`)
  if (tokens.length > maxJsonDepth) throw new PatchProblem(`${field} is deeper than ${maxJsonDepth}`)
  return tokens
}

function valueOf(operation: Record<string, unknown>): unknown {
  if (!Object.hasOwn(operation, 'value')) throw new PatchProblem('value is missing')
  return operation['value']
}

function containerOf(value: unknown): Container {
  if (Array.isArray(value) || isJsonObject(value)) return value
  throw new PatchProblem('the path leads through a value that is neither object nor list')
}

/** The child of that name, which must be there. */
function childOf(value: unknown, token: string): unknown {
  const container = containerOf(value)
  if (Array.isArray(container)) return container[indexOf(token, container.length - 1)]
  if (!Object.hasOwn(container, token)) throw new PatchProblem(`there is no ${quote(token)}`)
  return container[token]
}

function indexOf(token: string, max: number): number {
  const index = /^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : Number.NaN
  if (!(index <= max)) throw new PatchProblem(`there is no element ${quote(token)}`)
  return index
}

/** Sets an own property; plain assignment of a key named __proto__ would change the prototype. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') {
    target[key] = value
    return
  }
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Equality of JSON values: the order of keys does not count. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
}

/** RFC 6901. Its tokens, unescaped; undefined when the text is no pointer. '' is the whole document: no tokens. */
function parseJsonPointer(text: string): readonly string[] | undefined {
  if (text === '') return []
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}
