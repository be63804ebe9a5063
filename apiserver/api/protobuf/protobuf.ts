import { Reader } from 'protobufjs/minimal.js'
import { ApiError } from '../meta/errors.ts'
import { flag, integer, list, nested, positive, readMessage, text, textMap, texts, time } from './fields.ts'
import type { Message } from './fields.ts'
import { toRbacMessages } from './rbac.ts'
import { toReviewMessages } from './reviews.ts'

/** What a request's protobuf body holds, as the JSON value that it stands for. */
interface DecodedBody {
  readonly apiVersion: string
  readonly kind: string
  readonly [field: string]: unknown
}

export const protobufMediaType = 'application/vnd.kubernetes.protobuf'

/** `k8s` and a zero: so begins every body (apimachinery/pkg/runtime/serializer/protobuf). */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00])

// Field numbers: generated.proto of apimachinery's meta/v1 and of k8s.io/api/core/v1. What the server sets itself
// (selfLink, managedFields) is left out.

const ownerReference: Message = {
  1: text('kind'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: flag('controller'),
  7: flag('blockOwnerDeletion'),
}

export const objectMeta: Message = {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  5: text('uid'),
  6: text('resourceVersion'),
  7: positive('generation'),
  8: time('creationTimestamp'),
  9: time('deletionTimestamp'),
  10: integer('deletionGracePeriodSeconds'),
  11: textMap('labels'),
  12: textMap('annotations'),
  13: list('ownerReferences', ownerReference),
  14: texts('finalizers'),
}

const condition: Message = {
  1: text('type'),
  2: text('status'),
  4: time('lastTransitionTime'),
  5: text('reason'),
  6: text('message'),
}

const namespace: Message = {
  1: nested('metadata', objectMeta),
  2: nested('spec', { 1: texts('finalizers') }),
  3: nested('status', { 1: text('phase'), 2: list('conditions', condition) }),
}

const deleteOptions: Message = {
  1: integer('gracePeriodSeconds'),
  2: nested('preconditions', { 1: text('uid'), 2: text('resourceVersion') }),
  3: flag('orphanDependents'),
  4: text('propagationPolicy'),
  5: texts('dryRun'),
}

/** Kinds whose bodies are taken: kubectl 1.32 and 1.33 create namespaces so, and typed clients delete so. */
const kinds: Readonly<Record<string, Message>> = {
  Namespace: namespace,
  DeleteOptions: deleteOptions,
  ...toRbacMessages(objectMeta),
  ...toReviewMessages(objectMeta),
}

const typeMeta: Message = { 1: text('apiVersion'), 2: text('kind') }

/**
 * Decodes a body of `application/vnd.kubernetes.protobuf` that holds one of the `kinds` above. Throws ApiError:
 * 400 when it is malformed, 415 when it holds another kind.
 */
export function decodeProtobufBody(body: Uint8Array): DecodedBody {
  if (body.length < magic.length || !magic.equals(body.subarray(0, magic.length))) {
    throw new ApiError('BadRequest', 'the body is not in Kubernetes protobuf: it does not begin with its magic number')
  }
  const { apiVersion, kind, raw } = readEnvelope(body.subarray(magic.length))
  const message = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!message) {
    const name = JSON.stringify(kind.slice(0, 128))
    throw new ApiError('UnsupportedMediaType', `objects of kind ${name} are not taken as protobuf: send JSON`)
  }
  return { ...readAll(raw, message), apiVersion, kind }
}

interface Envelope {
  readonly apiVersion: string
  readonly kind: string
  readonly raw: Uint8Array
}

/** runtime.Unknown: the type, and the object as bytes. */
function readEnvelope(bytes: Uint8Array): Envelope {
  const unknown: Message = {
    1: nested('typeMeta', typeMeta),
    2: { name: 'raw', wireType: 2, read: (reader) => reader.bytes() },
    3: text('contentEncoding'),
    4: text('contentType'),
  }
  const {
    typeMeta: type,
    raw,
    contentEncoding,
  } = readAll(bytes, unknown) as {
    typeMeta?: { apiVersion?: string; kind?: string }
    raw?: Uint8Array
    contentEncoding?: string
  }
  if (contentEncoding !== undefined) throw new ApiError('BadRequest', 'the protobuf body has a content encoding')
  return { apiVersion: type?.apiVersion ?? '', kind: type?.kind ?? '', raw: raw ?? new Uint8Array() }
}

function readAll(bytes: Uint8Array, message: Message): Record<string, unknown> {
  try {
    return readMessage(Reader.create(bytes), bytes.length, message)
  } catch (cause) {
    throw new ApiError('BadRequest', 'the protobuf body is malformed', undefined, { cause })
  }
}
