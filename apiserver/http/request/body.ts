import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Composer, isAlias, Parser, visit } from 'yaml'
import type { CST, Document } from 'yaml'
import { checkDepth, findDuplicateKeys } from '../../api/json/json-guard.ts'
import { ApiError } from '../../api/meta/errors.ts'
import { decodeProtobufBody, protobufMediaType } from '../../api/protobuf/protobuf.ts'
import type { Connections } from '../exchange.ts'

/** A request's body as a JSON value. */
export interface DecodedBody {
  readonly value: unknown
  /** Paths of keys that are there twice; the last one counts. */
  readonly duplicates: readonly string[]
}

const jsonMediaType = 'application/json'
const yamlMediaType = 'application/yaml'
/** YAML is parsed a hundred times slower than JSON, and meanwhile nobody else is served. */
const maxYamlBytes = 65_536
/** Makes `request.body` a Buffer of at most `maxBytes`, whatever its type: handlers decode what they expect. */
export function addBodyParser(app: FastifyInstance, maxBytes: number, { upgrades, expecting }: Connections): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', async (_request: FastifyRequest, payload: IncomingMessage) => {
    // What follows an upgrade is not the body of its request.
    if (upgrades.has(payload)) return undefined
    checkLength(payload, maxBytes)
    expecting.get(payload)?.writeContinue()
    return readBody(payload, maxBytes)
  })
}

function checkLength({ headers }: IncomingMessage, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
}

async function readBody(payload: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('RequestEntityTooLarge', `Request entity too large: limit is ${maxBytes}`)
}

/** The bytes of a request's body; empty where there is none. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

/** The media type that a body is declared as, in lower case and without parameters. */
export function mediaTypeOf(request: FastifyRequest): string {
  const header = request.headers['content-type'] ?? ''
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** Decodes a body that holds an object: JSON, also when nothing is declared, YAML, or Kubernetes' protobuf. */
export function decodeObjectBody(request: FastifyRequest): DecodedBody {
  const body = decodeByType(request)
  request.exchange.audit.requestObject(body.value)
  return body
}

/** Decodes a body that holds a patch, which is JSON whatever its kind. */
export function decodePatchBody(request: FastifyRequest): DecodedBody {
  const body = decodeJson(bodyOf(request))
  request.exchange.audit.requestObject(body.value)
  return body
}

function decodeByType(request: FastifyRequest): DecodedBody {
  const mediaType = mediaTypeOf(request)
  if (mediaType === '' || mediaType === jsonMediaType) return decodeJson(bodyOf(request))
  if (mediaType === yamlMediaType) return decodeYaml(request)
  if (mediaType === protobufMediaType) return { value: decodeProtobufBody(bodyOf(request)), duplicates: [] }
  throw unsupportedMediaType([jsonMediaType, yamlMediaType, protobufMediaType])
}

/** The 415 that Kubernetes gives, with what would have been accepted. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const list = accepted.join(', ')
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`
  return new ApiError('UnsupportedMediaType', message, {})
}

/** Parses JSON of bounded depth. Throws ApiError 400 that says where it is wrong. */
function decodeJson(body: Buffer): DecodedBody {
  const text = body.toString('utf8')
  checkDepth(text)
  return { value: parseJson(text), duplicates: findDuplicateKeys(text) }
}

function parseJson(text: string): unknown {
  try {
    return mayHoldProto(text) ? JSON.parse(text, refuseProto) : JSON.parse(text)
  } catch (cause) {
    if (cause instanceof ApiError) throw cause
    throw new ApiError('BadRequest', `the body of the request is not valid JSON: ${describe(cause)}`, {}, { cause })
  }
}

/** Such a key would become a prototype wherever an object is copied key by key. */
function mayHoldProto(text: string): boolean {
  return text.includes('__proto__') || text.includes('\\u005')
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new ApiError('BadRequest', 'the body of the request has a key __proto__')
  return value
}

function decodeYaml(request: FastifyRequest): DecodedBody {
  const body = bodyOf(request)
  if (body.length > maxYamlBytes) throw tooLarge(maxYamlBytes)
  const value = parseYaml(body.toString('utf8'))
  // Through JSON, so that nothing but JSON comes of it: no dates, no Infinity, the same bounds as for others.
  return decodeJson(Buffer.from(JSON.stringify(value) ?? 'null'))
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Deeper than any object of ours. */
const maxDepth = 100
/** Aliases are refused altogether: no object needs them, and ten of them can stand for gigabytes. */
const options = { uniqueKeys: true, merge: false, schema: 'core', logLevel: 'error' } as const

/** The value of one YAML document. Throws ApiError 400 that says where it is wrong. */
function parseYaml(text: string): unknown {
  const tokens = [...new Parser().parse(text)]
  // Composing recurses, and V8 aborts the whole process where a regular expression meets the end of the stack.
  checkTokenDepth(tokens)
  const [document, ...others] = new Composer(options).compose(tokens)
  if (document === undefined || others.length > 0) throw badYaml('it is not one document')
  const [error] = document.errors
  if (error !== undefined) throw badYaml(error.message, error)
  refuseAliases(document)
  return document.toJS({ maxAliasCount: 0 })
}

/** Walks with a stack of its own: the tokens may nest as deep as the text is long. */
function checkTokenDepth(documents: readonly CST.Token[]): void {
  const open = documents.map((token): [CST.Token | undefined | null, number] => [token, 0])
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [token, depth] = entry
    if (depth > maxDepth) throw badYaml(`it nests deeper than ${maxDepth} levels`)
    for (const child of childrenOf(token)) open.push([child, depth + 1])
  }
}

function* childrenOf(token: CST.Token | undefined | null): Generator<CST.Token | undefined | null> {
  if (!token) return
  if (token.type === 'document') yield token.value
  if (!('items' in token)) return
  for (const item of token.items) {
    yield item.key
    yield item.value
  }
}

function refuseAliases(document: Document.Parsed): void {
  visit(document, (_key, node) => {
    if (isAlias(node)) throw badYaml('aliases are not accepted')
  })
}

function badYaml(message: string, cause?: unknown): ApiError {
  const [line = ''] = message.split('\n', 1)
  return new ApiError('BadRequest', `the body of the request is not valid YAML: ${line}`, {}, { cause })
}
