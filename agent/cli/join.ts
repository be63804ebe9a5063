import { createPrivateKey, generateKeyPair } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Feature } from '../features.ts'
import { toCallError } from '../transports/grpc/call-error.ts'
import { checkCertificate, makeCertificateRequest } from '../transports/grpc/certificate-request.ts'
import { GatewayClient } from '../transports/grpc/gateway-client.ts'
import { fetchPinnedRoot, parseCaHash } from '../transports/grpc/pinned-root.ts'
import { parseServer, readConfig, writeConfig } from '../state/config.ts'
import { isEnrolled, readInstance } from '../state/identity.ts'
import { takeRunLock } from '../state/run-lock.ts'
import {
  ensureStateDirectory,
  readIfThere,
  refuseForeignDirectory,
  renameSynced,
  statePaths,
  UserError,
  writeFileAtomically,
} from '../state/state-files.ts'
import type { StatePaths } from '../state/state-files.ts'

export interface JoinOptions {
  /** HOST:PORT. */
  readonly server: string
  readonly token: string
  /** `sha256:<hex>` of the CA's certificate. */
  readonly caHash: string
  readonly stateDir: string
  readonly allow: readonly Feature[]
  /** Enrols a directory anew that is enrolled already. */
  readonly force?: boolean
  /** For each of the two connections; 30 s when absent. */
  readonly deadlineMs?: number
}

/** Whom the device turned out to be. */
export interface Joined {
  readonly namespace: string
  readonly name: string
}

/** A small device makes such a key in no time, and its handshakes cost a thirtieth of those with RSA. */
const keyCurve = 'P-256'
const defaultDeadlineMs = 30_000
/** The server takes the device's name from the token. */
const requestName = 'arhat'

/**
 * Enrols this device: trades the token for a certificate, and keeps it in the state directory. May be repeated with the
 * same token after any failure: the key is kept from the first try. Rejects with UserError.
 */
export async function joinDevice(options: JoinOptions): Promise<Joined> {
  parseServer('--server', options.server)
  parseCaHash(options.caHash)
  const paths = statePaths(options.stateDir)
  await refuseForeignDirectory(paths.directory)
  await ensureStateDirectory(paths.directory)
  const lock = await takeRunLock(paths.lock)
  try {
    if (!options.force) await refuseEnrolled(paths)
    return await enrol(options, paths)
  } finally {
    lock.release()
  }
}

async function refuseEnrolled(paths: StatePaths): Promise<void> {
  if (!(await isEnrolled(paths))) return
  const { namespace, name, server } = await readConfig(paths.config)
  throw new UserError(
    `${paths.directory} is enrolled already, as ${namespace}/${name} at ${server}: start it with \`arhat run\`, or add --force to enrol it anew`,
  )
}

async function enrol(options: JoinOptions, paths: StatePaths): Promise<Joined> {
  const { server, caHash, token, deadlineMs = defaultDeadlineMs } = options
  const ca = await fetchPinnedRoot({ server, caHash, deadlineMs })
  const key = await pendingKey(paths)
  const certificateRequest = await makeCertificateRequest(key, requestName)
  const client = new GatewayClient({ server, ca })
  try {
    const answer = await client.enroll({ token, certificateRequest }, { deadlineMs })
    const certificate = checkCertificate(answer.certificateChain ?? '', key)
    const device = { namespace: answer.namespace ?? '', name: answer.name ?? '' }
    await keep({ paths, ca, certificate, device, options })
    return device
  } catch (error) {
    throw isOfThisMachine(error) ? error : toCallError(error, server)
  } finally {
    client.close()
  }
}

/** A disk that is full is not the server's fault. */
function isOfThisMachine(error: unknown): boolean {
  return error instanceof UserError || (error as NodeJS.ErrnoException).syscall !== undefined
}

/** The key is on the disk before it is sent: a token is good for one key, and the answer may be lost. */
async function pendingKey(paths: StatePaths): Promise<KeyObject> {
  const known = await readIfThere(paths.pendingKey)
  if (known !== undefined) {
    try {
      return createPrivateKey(known)
    } catch {
      // Not a key: whatever came of it, it cannot have been sent.
    }
  }
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: keyCurve })
  await writeFileAtomically(paths.pendingKey, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return privateKey
}

interface Enrolment {
  readonly paths: StatePaths
  readonly ca: string
  readonly certificate: string
  readonly device: Joined
  readonly options: JoinOptions
}

/** The key comes last: as long as `client.key` is not there, the directory counts as not enrolled, and a repetition mends it. */
async function keep({ paths, ca, certificate, device, options }: Enrolment): Promise<void> {
  await rm(paths.key, { force: true })
  const { server, allow } = options
  await writeConfig(paths.config, { server, ...device, allow, tty: true })
  await readInstance(paths.instance)
  await writeFileAtomically(paths.ca, ca)
  await writeFileAtomically(paths.certificate, certificate)
  await renameSynced(paths.pendingKey, paths.key)
}
