import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { StatusCause } from '../../api/meta/errors.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import { isJsonObject } from '../../api/json/json.ts'
import type { ActionSubresource, ObjectKey, WriteContext } from '../../registry/rest-storage.ts'
import { conflict, notFound } from '../../registry/status-errors.ts'
import { toTimestamp } from '../../api/meta/conditions.ts'
import { toRef } from '../store/edge-devices.ts'
import type { DeviceReader } from '../store/edge-devices.ts'
import type { Tokens } from './tokens.ts'

const kind = 'JoinToken'
const features = 'exec,attach,log,portforward,hostportforward,hostshell,proxy'

export interface TokenActionOptions {
  readonly devices: DeviceReader
  readonly tokens: Tokens
  readonly now: () => number
  readonly expirationSeconds: { readonly default: number; readonly min: number; readonly max: number }
  /** HOST:PORT where agents reach the gateway. */
  readonly server: () => string
  readonly caHash: string
}

/** `create edgedevices/NAME/token`: answers with a JoinToken, of which only a hash is stored. */
export function createTokenAction(options: TokenActionOptions): ActionSubresource {
  return {
    info: edgeDeviceInfo,
    subresource: 'token',
    kind,
    create: (key, body, context) => createToken(options, { key, body, context }),
    toAudited: withoutSecret,
  }
}

interface TokenCall {
  readonly key: ObjectKey
  readonly body: unknown
  readonly context: WriteContext
}

async function createToken(options: TokenActionOptions, { key, body, context }: TokenCall): Promise<KubeObject> {
  const stored = options.devices.peek(key)
  if (!stored) throw notFound({ info: edgeDeviceInfo, name: key.name })
  if (stored.object.metadata.deletionTimestamp !== undefined)
    throw conflict({ info: edgeDeviceInfo, name: key.name }, 'it is being deleted')
  const expirationSeconds = readExpiration(options, key.name, body)
  const nowMs = options.now()
  const expiresAtMs = nowMs + expirationSeconds * 1000
  const token = context.dryRun ? '' : await options.tokens.create(toRef(stored), expiresAtMs)
  if (token === undefined) throw tooMany(key.name)
  return toJoinToken(options, { key, token, nowMs, expiresAtMs, expirationSeconds })
}

interface IssuedToken {
  readonly key: ObjectKey
  readonly token: string
  readonly nowMs: number
  readonly expiresAtMs: number
  readonly expirationSeconds: number
}

function toJoinToken(options: TokenActionOptions, issued: IssuedToken): KubeObject {
  const { namespace = '', name } = issued.key
  const [server, caHash] = [options.server(), options.caHash]
  return {
    apiVersion: `${edgeDeviceInfo.group}/${edgeDeviceInfo.version}`,
    kind,
    metadata: { name, namespace, creationTimestamp: toTimestamp(issued.nowMs) },
    spec: { expirationSeconds: issued.expirationSeconds },
    status: {
      token: issued.token,
      expirationTimestamp: toTimestamp(issued.expiresAtMs),
      server,
      caHash,
      command:
        `arhat join --server ${server} --token ${issued.token} --ca-hash ${caHash} ` +
        `--state-dir /var/lib/arhat --allow ${features}`,
    },
  }
}

/** Readers of the audit log must not be able to join with the token. */
function withoutSecret(answer: KubeObject): object {
  const hidden = 'REDACTED'
  return { ...answer, status: { ...(answer['status'] as object), token: hidden, command: hidden } }
}

function readExpiration(options: TokenActionOptions, name: string, body: unknown): number {
  const { default: otherwise, min, max } = options.expirationSeconds
  if (body === undefined || body === null) return otherwise
  const spec = isJsonObject(body) ? (body.spec ?? {}) : undefined
  if (!isJsonObject(body) || !isJsonObject(spec)) throw new ApiError('BadRequest', `the body must be a ${kind}`)
  if (body.kind !== undefined && body.kind !== kind)
    throw new ApiError('BadRequest', `the kind of the body must be ${kind}, not ${JSON.stringify(body.kind)}`)
  const seconds = spec.expirationSeconds ?? otherwise
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds
  throw invalid(name, {
    reason: 'FieldValueInvalid',
    field: 'spec.expirationSeconds',
    message: `must be an integer from ${min} to ${max}`,
  })
}

function invalid(name: string, cause: StatusCause): ApiError {
  const message = `${kind}.${edgeDeviceInfo.group} "${name}" is invalid: ${cause.field}: ${cause.message}`
  return new ApiError('Invalid', message, { name, group: edgeDeviceInfo.group, kind, causes: [cause] })
}

function tooMany(name: string): ApiError {
  const message = `edgedevices "${name}" has too many unused join tokens; wait until they expire`
  return new ApiError('TooManyRequests', message, { name, group: edgeDeviceInfo.group, kind, retryAfterSeconds: 60 })
}
