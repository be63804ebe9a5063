import { isJsonObject } from '../api/json/json.ts'
import { parseAllDocuments } from 'yaml'
import { auditLevels, auditStages } from './event.ts'
import type { AuditPolicy } from './policy.ts'

/** A policy that cannot be used; the message names all that is wrong with it, on one line. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

/** Reads an audit.k8s.io/v1 Policy, YAML or JSON, and checks it as kube-apiserver does. Throws PolicyError. */
export function parseAuditPolicy(text: string): AuditPolicy {
  const value = parseDocument(text)
  const mistakes = [...checkPolicy(value)]
  if (mistakes.length > 0) throw new PolicyError(mistakes.join('; '))
  // Every field was checked against this type.
  const policy = value as unknown as Pick<AuditPolicy, 'rules'> & Partial<AuditPolicy>
  return {
    rules: policy.rules,
    omitStages: policy.omitStages ?? [],
    omitManagedFields: policy.omitManagedFields ?? false,
  }
}

type Fields = Readonly<Record<string, unknown>>
/** What is wrong with a value that stands at `path`. */
type Check = (value: unknown, path: string) => Iterable<string>

function parseDocument(text: string): Fields {
  const documents = parseAllDocuments(text)
  // Empty documents are an object that says so, no list.
  const [document, more] = Array.isArray(documents) ? documents : []
  if (document === undefined) throw new PolicyError('it is empty')
  const [error] = document.errors
  if (error !== undefined) throw new PolicyError(error.message.split('\n')[0])
  if (more !== undefined) throw new PolicyError('it has more than one document')
  const value: unknown = document.toJS({ maxAliasCount: 0 })
  if (!isJsonObject(value)) throw new PolicyError('it is not a map of fields')
  return value
}

const anything: Check = () => []

const isText: Check = (value, path) => (typeof value === 'string' ? [] : [`${path}: not a text`])

const isFlag: Check = (value, path) => (typeof value === 'boolean' ? [] : [`${path}: not true or false`])

function isOneOf(words: readonly string[]): Check {
  return (value, path) =>
    typeof value === 'string' && words.includes(value)
      ? []
      : [`${path}: ${JSON.stringify(value)} is not one of ${words.join(', ')}`]
}

function isListOf(check: Check): Check {
  return function* (value, path) {
    if (!Array.isArray(value)) return yield `${path}: not a list`
    for (const [index, item] of value.entries()) yield* check(item, `${path}[${index}]`)
  }
}

/** Known fields alone: a misspelt one would make a rule match everything. `null` is a field that is left out. */
function* checkFields(value: unknown, path: string, known: Readonly<Record<string, Check>>): Iterable<string> {
  if (!isJsonObject(value)) return yield `${path || 'policy'}: not a map of fields`
  for (const [name, field] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    const check = Object.hasOwn(known, name) ? known[name] : undefined
    if (check === undefined) yield `${at}: unknown field; known are ${Object.keys(known).join(', ')}`
    else if (field !== null) yield* check(field, at)
  }
}

const dnsName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

function* checkResources(value: unknown, path: string): Iterable<string> {
  yield* checkFields(value, path, {
    group: (group, at) =>
      typeof group === 'string' && (group === '' || dnsName.test(group))
        ? []
        : [`${at}: ${JSON.stringify(group)} is not an API group; the core group is "", and there are no wildcards`],
    resources: isListOf(isText),
    resourceNames: isListOf(isText),
  })
  if (isJsonObject(value) && hasItems(value['resourceNames']) && !hasItems(value['resources']))
    yield `${path}.resourceNames: needs at least one of resources`
}

function hasItems(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function* checkUrl(value: unknown, path: string): Iterable<string> {
  if (typeof value !== 'string') yield `${path}: not a text`
  else if (value === '*') return
  else if (!value.startsWith('/')) yield `${path}: ${JSON.stringify(value)} does not begin with /`
  else if (value.slice(0, -1).includes('*'))
    yield `${path}: ${JSON.stringify(value)} has a * that is not its last character`
}

function* checkRule(value: unknown, path: string): Iterable<string> {
  yield* checkFields(value, path, {
    level: isOneOf(auditLevels),
    users: isListOf(isText),
    userGroups: isListOf(isText),
    verbs: isListOf(isText),
    resources: isListOf(checkResources),
    namespaces: isListOf(isText),
    nonResourceURLs: isListOf(checkUrl),
    omitStages: isListOf(isOneOf(auditStages)),
    omitManagedFields: isFlag,
  })
  if (!isJsonObject(value)) return
  if (value['level'] === undefined || value['level'] === null)
    yield `${path}.level: is missing; one of ${auditLevels.join(', ')}`
  if (hasItems(value['nonResourceURLs']) && (hasItems(value['resources']) || hasItems(value['namespaces'])))
    yield `${path}: a rule is for resources or for nonResourceURLs, not for both`
}

function* checkPolicy(value: Fields): Iterable<string> {
  yield* checkFields(value, '', {
    apiVersion: isOneOf(['audit.k8s.io/v1']),
    kind: isOneOf(['Policy']),
    metadata: anything,
    rules: isListOf(checkRule),
    omitStages: isListOf(isOneOf(auditStages)),
    omitManagedFields: isFlag,
  })
  for (const name of ['apiVersion', 'kind']) if (value[name] === undefined) yield `${name}: is missing`
  if (!hasItems(value['rules'])) yield 'rules: there is none, so nothing would be written'
}
