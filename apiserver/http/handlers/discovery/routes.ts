import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notAcceptable, parseAccept } from '../../response/negotiation.ts'
import type { AcceptClause } from '../../response/negotiation.ts'
import { apiVersionOf } from '../../../api/meta/resource-info.ts'
import { sendDocument, toJsonDocument } from '../../response/static-document.ts'
import type { StaticDocument } from '../../response/static-document.ts'
import type { CatalogResource } from './catalog.ts'
import {
  toAggregated,
  toApiGroup,
  toApiGroupList,
  toApiResourceList,
  toApiVersions,
  toGroups,
  versionsOf,
} from './documents.ts'

export interface DiscoveryOptions {
  readonly catalog: readonly CatalogResource[]
  readonly stalledClientMs: number
}

type AggregatedVersion = 'v2' | 'v2beta1'

/** One root of discovery in its forms. */
interface Root {
  readonly plain: StaticDocument
  readonly aggregated: Readonly<Record<AggregatedVersion, StaticDocument>>
}

/**
 * kubectl looks here for a kind that it finds nowhere else, and where nobody answers it speaks of this list instead of the kind.
 * No resource: nothing here defines any, and discovery does not name it.
 */
const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const noDefinitions = {
  kind: 'CustomResourceDefinitionList',
  apiVersion: 'apiextensions.k8s.io/v1',
  metadata: { resourceVersion: '1' },
  items: [],
}

/** Adds `/api`, `/apis` and what is below them. Everything is written once, here. */
export function addDiscoveryRoutes(app: FastifyInstance, options: DiscoveryOptions): void {
  const { catalog } = options
  const core = catalog.filter(({ info }) => info.group === '')
  const named = catalog.filter(({ info }) => info.group !== '')
  if (core.length > 0) addRoot(app, '/api', { root: toRoot(toApiVersions(versionsOf(core, '')), core), options })
  addRoot(app, '/apis', { root: toRoot(toApiGroupList(toGroups(named)), named), options })
  addDocument(app, definitionsPath, { document: toJsonDocument(noDefinitions), options })
  for (const version of versionsOf(core, '')) addResourceList(app, `/api/${version}`, { group: '', version, options })
  for (const group of toGroups(named)) {
    addDocument(app, `/apis/${group.group}`, { document: toJsonDocument(toApiGroup(group)), options })
    for (const version of group.versions) {
      addResourceList(app, `/apis/${group.group}/${version}`, { group: group.group, version, options })
    }
  }
}

function toRoot(plain: object, catalog: readonly CatalogResource[]): Root {
  return {
    plain: toJsonDocument(plain),
    aggregated: { v2: toAggregatedDocument(catalog, 'v2'), v2beta1: toAggregatedDocument(catalog, 'v2beta1') },
  }
}

function toAggregatedDocument(catalog: readonly CatalogResource[], version: AggregatedVersion): StaticDocument {
  const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  return toJsonDocument(toAggregated(catalog, version), contentType)
}

function addRoot(
  app: FastifyInstance,
  path: string,
  { root, options }: { root: Root; options: DiscoveryOptions },
): void {
  app.get(path, (request, reply) => {
    reply.header('vary', 'Accept')
    return sendDocument({ request, reply, stalledClientMs: options.stalledClientMs }, chooseForm(root, request))
  })
}

/** The first form that the client accepts. Throws ApiError 406. */
function chooseForm(root: Root, { headers }: FastifyRequest): StaticDocument {
  if (!headers.accept) return root.plain
  for (const clause of parseAccept(headers.accept)) {
    const form = toForm(root, clause)
    if (form !== undefined) return form
  }
  throw notAcceptable(['application/json', root.aggregated.v2.contentType, root.aggregated.v2beta1.contentType])
}

function toForm(root: Root, { type, parameters }: AcceptClause): StaticDocument | undefined {
  if (type === '*/*' || type === 'application/*') return root.plain
  if (type !== 'application/json') return undefined
  const as = parameters.get('as')
  if (as === undefined) return root.plain
  if (as !== 'APIGroupDiscoveryList' || parameters.get('g') !== 'apidiscovery.k8s.io') return undefined
  const version = parameters.get('v')
  return version === 'v2' || version === 'v2beta1' ? root.aggregated[version] : undefined
}

interface GroupVersion {
  readonly group: string
  readonly version: string
  readonly options: DiscoveryOptions
}

function addResourceList(app: FastifyInstance, path: string, { group, version, options }: GroupVersion): void {
  const resources = options.catalog.filter(({ info }) => info.group === group && info.version === version)
  const document = toJsonDocument(toApiResourceList(apiVersionOf({ group, version }), resources))
  addDocument(app, path, { document, options })
}

interface DocumentRoute {
  readonly document: StaticDocument
  readonly options: DiscoveryOptions
}

function addDocument(app: FastifyInstance, path: string, { document, options }: DocumentRoute): void {
  const { stalledClientMs } = options
  app.get(path, { config: { document: true } }, (request, reply) =>
    sendDocument({ request, reply, stalledClientMs }, document),
  )
}
