import { LRUCache } from 'lru-cache'
import { ApiError } from '../../api/meta/errors.ts'
import type { MetaVersion } from '../../api/meta/object.ts'

/** How an object or a list is to be shown. */
export type Representation =
  | { readonly as: 'object' }
  | { readonly as: 'table'; readonly apiVersion: MetaVersion }
  | { readonly as: 'metadata'; readonly apiVersion: MetaVersion }

/** One clause of an Accept header, its media type and parameters in lower case save for their values. */
export interface AcceptClause {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const object: Representation = { as: 'object' }
const jsonTypes: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*'])
/** Clients send few different headers; a hostile one must not fill the memory. */
const maxRememberedHeaders = 256
const maxRememberedLength = 1024

/** Chooses representations by Accept header. One per server: it remembers the headers that it has read. */
export class Negotiator {
  readonly #single = new Choices(['PartialObjectMetadata'])
  readonly #list = new Choices(['PartialObjectMetadataList'])
  readonly #watch = new Choices(['PartialObjectMetadata', 'PartialObjectMetadataList'])

  /** For one object. Throws ApiError 406. */
  chooseForObject(accept: string | undefined): Representation {
    return this.#single.choose(accept)
  }

  /** For a list. Throws ApiError 406. */
  chooseForList(accept: string | undefined): Representation {
    return this.#list.choose(accept)
  }

  /** For the objects in a watch's events. Throws ApiError 406. */
  chooseForWatch(accept: string | undefined): Representation {
    return this.#watch.choose(accept)
  }
}

class Choices {
  readonly #metadataKinds: readonly string[]
  readonly #known = new LRUCache<string, Representation>({ max: maxRememberedHeaders })

  constructor(metadataKinds: readonly string[]) {
    this.#metadataKinds = metadataKinds
  }

  choose(accept: string | undefined): Representation {
    if (accept === undefined || accept === '') return object
    const known = this.#known.get(accept)
    if (known !== undefined) return known
    const chosen = choose(accept, this.#metadataKinds)
    if (accept.length <= maxRememberedLength) this.#known.set(accept, chosen)
    return chosen
  }
}

function choose(accept: string, metadataKinds: readonly string[]): Representation {
  for (const clause of parseAccept(accept)) {
    const representation = toRepresentation(clause, metadataKinds)
    if (representation !== undefined) return representation
  }
  throw notAcceptable(['application/json'])
}

/** Undefined for what we cannot give: other media types, and transformations that do not fit. */
function toRepresentation(clause: AcceptClause, metadataKinds: readonly string[]): Representation | undefined {
  const { type, parameters } = clause
  if (!jsonTypes.has(type)) return undefined
  const as = parameters.get('as')
  if (as === undefined) return object
  const apiVersion = `${parameters.get('g') ?? ''}/${parameters.get('v') ?? ''}`
  if (apiVersion !== 'meta.k8s.io/v1' && apiVersion !== 'meta.k8s.io/v1beta1') return undefined
  if (as === 'Table') return { as: 'table', apiVersion }
  return metadataKinds.includes(as) ? { as: 'metadata', apiVersion } : undefined
}

/** The 406 that Kubernetes gives. */
export function notAcceptable(accepted: readonly string[]): ApiError {
  const list = accepted.join(', ')
  return new ApiError('NotAcceptable', `only the following media types are accepted: ${list}`, {})
}

/** The clauses of an Accept header, the most wanted first; those of quality 0 are left out. RFC 9110, 12.5.1. */
export function parseAccept(accept: string): readonly AcceptClause[] {
  return accept
    .split(',')
    .map(parseClause)
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality || specificity(other.type) - specificity(one.type))
}

function parseClause(text: string): AcceptClause & { readonly quality: number } {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = new Map(rest.map(parseParameter))
  const quality = Number(parameters.get('q') ?? 1)
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality }
}

function parseParameter(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 0) return [text.toLowerCase(), '']
  const value = text.slice(equals + 1).trim()
  return [text.slice(0, equals).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1')]
}

function specificity(type: string): number {
  if (type === '*/*') return 0
  return type.endsWith('/*') ? 1 : 2
}
