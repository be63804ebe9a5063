import { checkLabel, checkSubdomain } from '../../meta/names.ts'
import type { KubeObject } from '../../meta/object.ts'
import type { CauseCollector } from '../../schema/causes.ts'
import type { VirtualPod, VirtualPodContainer, VirtualPodLog } from './schema.ts'

const userPattern = /^([a-z_][a-z0-9_.-]*\$?|[0-9]+)$/
/** The largest user id: 2^32 - 1 means no user at all. */
const maxUid = 4_294_967_294
const envNamePattern = /^[^=\0]+$/
/** Of names that begin with a dash, which programs take for an option, systemd itself has these two. */
const journalUnitPattern = /^(-\.(mount|slice)|[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]*)$/

/** What the schema of VirtualPod cannot say. Types are right, required fields may be missing. */
export function validateVirtualPod(object: Readonly<KubeObject>, out: CauseCollector): void {
  const spec = object['spec'] as Partial<VirtualPod['spec']> | undefined
  const { deviceName = '', containers = [], logs = [] } = spec ?? {}
  checkName('spec.deviceName', deviceName, out, checkSubdomain)
  for (const [index, container] of containers.entries()) validateContainer(container, `spec.containers[${index}]`, out)
  const names = new Set(containers.map((container) => container.name))
  for (const [index, log] of logs.entries()) {
    const path = `spec.logs[${index}]`
    validateLog(log, path, out)
    if (log.name && names.has(log.name)) out.duplicate(`${path}.name`, log.name)
  }
}

/** A VirtualPod never moves to another device: whoever was granted it would be granted something else. */
export function validateVirtualPodUpdate(
  next: Readonly<KubeObject>,
  old: Readonly<KubeObject>,
  out: CauseCollector,
): void {
  const deviceName = deviceOf(next)
  if (deviceName !== deviceOf(old)) out.invalid('spec.deviceName', deviceName, 'field is immutable')
}

function deviceOf(object: Readonly<KubeObject>): string | undefined {
  return (object['spec'] as Partial<VirtualPod['spec']> | undefined)?.deviceName
}

function checkName(path: string, name: string | undefined, out: CauseCollector, rule = checkLabel): void {
  if (!name) return
  const problem = rule(name)
  if (problem !== undefined) out.invalid(path, name, problem)
}

function validateContainer(container: Readonly<VirtualPodContainer>, path: string, out: CauseCollector): void {
  checkName(`${path}.name`, container.name, out)
  validateUser(container.user, `${path}.user`, out)
  validateAbsolutePath(container.workingDir, `${path}.workingDir`, out)
  validateCommand(container.command, `${path}.command`, out)
  for (const [index, env] of (container.env ?? []).entries()) validateEnv(env, `${path}.env[${index}]`, out)
  for (const [index, entry] of (container.allowedCommands ?? []).entries()) {
    validateAllowedCommand(entry, `${path}.allowedCommands[${index}]`, out)
  }
}

function validateUser(user: string | undefined, path: string, out: CauseCollector): void {
  if (user === undefined) return
  const isUser = userPattern.test(user) && !(/^[0-9]/.test(user) && Number(user) > maxUid)
  if (!isUser) out.invalid(path, user, 'must be the name of a user or a numeric user id')
}

function validateAbsolutePath(value: string | undefined, path: string, out: CauseCollector): void {
  if (value === undefined) return
  if (!value.startsWith('/')) return out.invalid(path, value, 'must be an absolute path')
  if (value.includes('\0')) return out.invalid(path, value, 'must not contain NUL')
  if (value.split('/').includes('..')) out.invalid(path, value, "must not contain '..'")
}

function validateCommand(command: readonly string[] | undefined, path: string, out: CauseCollector): void {
  if (command === undefined) return
  if (command.length === 0 || command[0] === '') return out.required(`${path}[0]`, 'the executable')
  for (const [index, word] of command.entries()) {
    if (word.includes('\0')) out.invalid(`${path}[${index}]`, word, 'must not contain NUL')
  }
}

function validateEnv(env: Readonly<{ name: string; value: string }>, path: string, out: CauseCollector): void {
  if (env.name && !envNamePattern.test(env.name)) out.invalid(`${path}.name`, env.name, "must not contain '=' or NUL")
  if (env.value?.includes('\0')) out.invalid(`${path}.value`, env.value, 'must not contain NUL')
}

function validateAllowedCommand(entry: string, path: string, out: CauseCollector): void {
  const [executable = ''] = entry.trim().split(/\s+/, 1)
  if (executable === '') return out.required(path, 'an executable, by name or absolute path')
  if (entry.includes('\0')) return out.invalid(path, entry, 'must not contain NUL')
  if (executable.includes('/') && !executable.startsWith('/')) {
    out.invalid(path, entry, 'the executable must be a name or an absolute path')
  }
}

function validateLog(log: Readonly<VirtualPodLog>, path: string, out: CauseCollector): void {
  checkName(`${path}.name`, log.name, out)
  validateAbsolutePath(log.path, `${path}.path`, out)
  const { path: file, journalUnit: unit } = log
  if (file === undefined && unit === undefined) return out.required(path, 'one of path and journalUnit is required')
  if (file !== undefined && unit !== undefined) {
    return out.forbidden(`${path}.journalUnit`, 'may not be set together with path')
  }
  if (unit !== undefined && !journalUnitPattern.test(unit)) {
    out.invalid(`${path}.journalUnit`, unit, 'must be the name of a systemd unit, such as ssh.service')
  }
}
