import type { FastifyInstance, FastifyRequest } from 'fastify'
import { buildOpenApiV2 } from '../../api/openapi/v2.ts'
import {
  encodeOpenApiV2,
  openApiV2ProtobufAccepts,
  openApiV2ProtobufContentType,
} from '../../api/openapi/v2-protobuf.ts'
import { buildOpenApiV3 } from '../../api/openapi/v3.ts'
import type { CatalogResource } from './discovery/catalog.ts'
import { toGroups, versionsOf } from './discovery/documents.ts'
import { notAcceptable, parseAccept } from '../response/negotiation.ts'
import { hashOf, sendDocument, toDocument, toJsonDocument } from '../response/static-document.ts'
import type { StaticDocument } from '../response/static-document.ts'

export interface OpenApiOptions {
  readonly catalog: readonly CatalogResource[]
  readonly serverVersion: string
  readonly stalledClientMs: number
}

/** Adds `/openapi/v2` and `/openapi/v3`. The documents are built when somebody first asks, and kept. */
export function addOpenApiRoutes(app: FastifyInstance, options: OpenApiOptions): void {
  addV2(app, options)
  addV3(app, options)
}

function addV2(app: FastifyInstance, { catalog, serverVersion, stalledClientMs }: OpenApiOptions): void {
  const built = lazily(() => buildOpenApiV2({ resources: catalog, serverVersion }))
  const json = lazily(() => toJsonDocument(built()))
  const protobuf = lazily(() => toDocument(encodeOpenApiV2(built()), openApiV2ProtobufContentType))
  const forms = new Map<string, () => StaticDocument>([
    ['application/json', json],
    ['application/*', json],
    ['*/*', json],
    // In lower case, as parseAccept gives types.
    ...openApiV2ProtobufAccepts.map((type) => [type.toLowerCase(), protobuf] as const),
  ])
  app.get('/openapi/v2', (request, reply) => {
    reply.header('vary', 'Accept')
    return sendDocument({ request, reply, stalledClientMs }, chooseForm(forms, request))
  })
}

/** Throws ApiError 406. */
function chooseForm(forms: ReadonlyMap<string, () => StaticDocument>, { headers }: FastifyRequest): StaticDocument {
  for (const { type } of parseAccept(headers.accept || '*/*')) {
    const form = forms.get(type)
    if (form !== undefined) return form()
  }
  throw notAcceptable(['application/json', ...openApiV2ProtobufAccepts])
}

function addV3(app: FastifyInstance, { catalog, serverVersion, stalledClientMs }: OpenApiOptions): void {
  const documents = toGroupVersionPaths(catalog).map(({ path, resources }) => ({
    path,
    document: lazily(() => toJsonDocument(buildOpenApiV3({ resources, serverVersion }))),
  }))
  const index = lazily(() => toJsonDocument(toIndex(documents)))
  app.get('/openapi/v3', (request, reply) => sendDocument({ request, reply, stalledClientMs }, index()))
  for (const { path, document } of documents) {
    // Whatever `?hash=` says: the aggregator makes an error of a redirect to the right one.
    app.get(`/openapi/v3/${path}`, (request, reply) => sendDocument({ request, reply, stalledClientMs }, document()))
  }
}

function toGroupVersionPaths(catalog: readonly CatalogResource[]) {
  const core = versionsOf(catalog, '').map((version) => ({ group: '', version, path: `api/${version}` }))
  const named = toGroups(catalog).flatMap(({ group, versions }) =>
    versions.map((version) => ({ group, version, path: `apis/${group}/${version}` })),
  )
  return [...core, ...named].map(({ group, version, path }) => ({
    path,
    resources: catalog.filter(({ info }) => info.group === group && info.version === version),
  }))
}

function toIndex(documents: readonly { readonly path: string; readonly document: () => StaticDocument }[]): object {
  const paths = documents.map(({ path, document }) => [
    path,
    { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(document())}` },
  ])
  return { paths: Object.fromEntries(paths) }
}

function lazily<Value>(build: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: build() }).value
}
