import { deleteParameters, listParameters, patchParameters, writeParameters } from './parameters.ts'
import type { Parameter } from './parameters.ts'

export type HttpMethod = 'get' | 'put' | 'post' | 'patch' | 'delete'

/** What an operation takes and gives, by its verb. */
export interface VerbShape {
  readonly method: HttpMethod
  /** x-kubernetes-action. */
  readonly action: string
  /** How the operation's id begins. */
  readonly id: string
  readonly summary: string
  readonly body?: 'object' | 'patch' | 'deleteOptions'
  readonly answer: 'object' | 'list' | 'status' | 'stream'
  /** 201 beside 200. */
  readonly creates?: boolean
  readonly parameters: readonly Parameter[]
}

export const list: VerbShape = {
  method: 'get',
  action: 'list',
  id: 'list',
  summary: 'List or watch objects of kind',
  answer: 'list',
  parameters: listParameters,
}

const create: VerbShape = {
  method: 'post',
  action: 'post',
  id: 'create',
  summary: 'Create',
  body: 'object',
  answer: 'object',
  creates: true,
  parameters: writeParameters,
}

/** Verbs of discovery at `/RESOURCE`. */
export const collectionVerbs: Readonly<Record<string, VerbShape>> = {
  list,
  create,
  deletecollection: {
    method: 'delete',
    action: 'deletecollection',
    id: 'deleteCollection',
    summary: 'Delete all selected objects of kind',
    body: 'deleteOptions',
    answer: 'status',
    parameters: [...listParameters, ...deleteParameters],
  },
}

/** Verbs of discovery at `/RESOURCE` across all namespaces. */
export const allNamespacesVerbs: Readonly<Record<string, VerbShape>> = { list }

/** Verbs of discovery at `/RESOURCE/NAME`. */
export const objectVerbs: Readonly<Record<string, VerbShape>> = {
  get: { method: 'get', action: 'get', id: 'read', summary: 'Read', answer: 'object', parameters: [] },
  update: {
    method: 'put',
    action: 'put',
    id: 'replace',
    summary: 'Replace',
    body: 'object',
    answer: 'object',
    creates: true,
    parameters: writeParameters,
  },
  patch: {
    method: 'patch',
    action: 'patch',
    id: 'patch',
    summary: 'Change parts of',
    body: 'patch',
    answer: 'object',
    creates: true,
    parameters: patchParameters,
  },
  delete: {
    method: 'delete',
    action: 'delete',
    id: 'delete',
    summary: 'Delete',
    body: 'deleteOptions',
    answer: 'status',
    parameters: deleteParameters,
  },
}

/** Verbs of discovery at `/RESOURCE/NAME/SUBRESOURCE`. */
export const subresourceVerbs: Readonly<Record<string, VerbShape>> = { ...objectVerbs, create }

/** The same where the subresource is a stream, or leads to something else that is asked by HTTP. */
export const streamVerbs: Readonly<Record<string, VerbShape>> = {
  get: connect('get'),
  create: connect('post'),
  update: connect('put'),
  patch: connect('patch'),
  delete: connect('delete'),
}

function connect(method: HttpMethod): VerbShape {
  const id = `connect${method.charAt(0).toUpperCase()}${method.slice(1)}`
  return { method, action: 'connect', id, summary: 'Connect to', answer: 'stream', parameters: [] }
}
