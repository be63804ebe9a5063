import { accessSync, constants, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { aranya } from '../../proto/gen/agent.js'
import { MuxError } from '../../proto/mux/errors.ts'
import { findUser, ownUser } from '../host/users.ts'
import type { HostUser } from '../host/users.ts'

export type Profile = aranya.agent.v1.Profile.$Properties

/** A profile as this machine sees it. */
export interface ResolvedProfile {
  /** For messages: `profile host of virtual pod web`. */
  readonly title: string
  readonly user: HostUser
  /** Whether that is another user than the agent's. */
  readonly switchUser: boolean
  readonly workingDir: string
  readonly env: readonly aranya.agent.v1.EnvVar.$Properties[]
  /** Undefined: everything. */
  readonly allowedCommands: readonly string[] | undefined
}

/**
 * Finds the profile's user and directory. Without a profile: the agent's own user, in its home. Throws MuxError
 * `not-found`, `invalid`, or `unsupported` for a user whom this agent cannot become.
 */
export function resolveProfile(profile: Profile | null | undefined): ResolvedProfile {
  const user = resolveUser(profile?.user)
  const env = profile?.env ?? []
  checkEnvironment(env)
  return {
    title: `profile ${profile?.container ?? ''} of virtual pod ${profile?.virtualPod ?? ''}`,
    ...user,
    workingDir: profile?.workingDir ? checkDirectory(profile.workingDir) : homeOf(user.user),
    env,
    allowedCommands: profile?.allowedCommands ? (profile.allowedCommands.items ?? []) : undefined,
  }
}

function resolveUser(name: string | null | undefined): { user: HostUser; switchUser: boolean } {
  const own = ownUser()
  if (!name) return { user: own, switchUser: false }
  const user = findUser(name)
  if (user.uid === own.uid) return { user, switchUser: false }
  if (own.uid !== 0)
    throw new MuxError(
      'unsupported',
      `the agent runs as user ${own.name} and so cannot become user ${user.name}; it would have to run as root`,
    )
  return { user, switchUser: true }
}

function checkDirectory(path: string): string {
  const say = (reason: string): MuxError =>
    new MuxError('not-found', `working directory ${JSON.stringify(path)}: ${reason}`)
  if (!isAbsolute(path) || path.includes('\0'))
    throw new MuxError('invalid', `working directory ${JSON.stringify(path)} is not an absolute path`)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw say('no such directory on the device')
  if (!stats.isDirectory()) throw say('not a directory')
  return path
}

/** Accounts of services have homes that do not exist. */
function homeOf(user: HostUser): string {
  try {
    accessSync(user.home, constants.X_OK)
    return isAbsolute(user.home) && statSync(user.home).isDirectory() ? user.home : '/'
  } catch {
    return '/'
  }
}

function checkEnvironment(env: readonly aranya.agent.v1.EnvVar.$Properties[]): void {
  const bad = env.find(({ name, value }) => !name || name.includes('=') || `${name}${value ?? ''}`.includes('\0'))
  if (bad)
    throw new MuxError(
      'invalid',
      `the profile's variable ${JSON.stringify(bad.name ?? '')} is not one that a process can have`,
    )
}
