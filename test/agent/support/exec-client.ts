import { buffer } from 'node:stream/consumers'
import type { aranya } from '../../../proto/gen/agent.js'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import type { MuxSession } from '../../../proto/mux/session.ts'
import {
  decodeSessionResult,
  encodeControlMessage,
  encodeSessionRequest,
} from '../../../proto/sessions/session-request.ts'
import type { SessionRequest } from '../../../proto/sessions/session-request.ts'

type ExecRequest = aranya.agent.v1.ExecRequest.$Properties
type Profile = aranya.agent.v1.Profile.$Properties

export interface Finished {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly failure: string | undefined
  readonly end: ChannelEnd
}

/** Opens a channel for a command, without starting it. */
export function openExec(session: MuxSession, exec: ExecRequest, profile?: Profile): Promise<Channel> {
  const request: SessionRequest = { user: 'alice', auditId: '1', exec: { stdout: true, stderr: true, ...exec } }
  const withProfile = profile ? { ...request, profile: { virtualPod: 'web', container: 'host', ...profile } } : request
  return session.open(encodeSessionRequest(withProfile), AbortSignal.timeout(10_000))
}

export function start(channel: Channel): void {
  channel.control(encodeControlMessage({ start: {} }))
}

export function resize(channel: Channel, columns: number, rows: number): void {
  channel.control(encodeControlMessage({ resize: { columns, rows } }))
}

/** Starts the command of a channel, gives it `input` if there is any, and waits for its end. */
export async function finish(channel: Channel, input?: string | Buffer): Promise<Finished> {
  start(channel)
  return finishStarted(channel, input)
}

export async function finishStarted(channel: Channel, input?: string | Buffer): Promise<Finished> {
  const stdout = readAll(channel, 1)
  const stderr = readAll(channel, 2)
  if (input !== undefined) channel.writable(0).end(input)
  const end = await channel.ended
  const result = end.kind === 'finished' ? decodeSessionResult(end.result) : undefined
  return {
    stdout: await stdout,
    stderr: await stderr,
    exitCode: result?.exitCode,
    signal: result?.signal,
    failure: result?.failure?.message ?? undefined,
    end,
  }
}

/** Runs a command to its end. */
export async function exec(
  session: MuxSession,
  command: string[],
  options: { readonly profile?: Profile; readonly input?: string } = {},
): Promise<Finished> {
  const channel = await openExec(session, { command, stdin: options.input !== undefined }, options.profile)
  return finish(channel, options.input)
}

/** A stream that nothing was ever written to ends with the channel. */
async function readAll(channel: Channel, stream: number): Promise<string> {
  return buffer(channel.readable(stream)).then(
    (bytes) => bytes.toString(),
    (error: Error) => `(${error.message})`,
  )
}
