import { apiVersionOf } from '../../../api/meta/resource-info.ts'
import type { CatalogResource } from './catalog.ts'

/** A group with its versions, the preferred one first. */
export interface GroupVersions {
  readonly group: string
  readonly versions: readonly string[]
}

/** The groups of a catalogue, without the core group. */
export function toGroups(catalog: readonly CatalogResource[]): readonly GroupVersions[] {
  const names = new Set(catalog.map(({ info }) => info.group).filter((group) => group !== ''))
  return [...names].toSorted().map((group) => ({ group, versions: versionsOf(catalog, group) }))
}

/** The versions of one group; none where nothing of it is served. */
export function versionsOf(catalog: readonly CatalogResource[], group: string): readonly string[] {
  return [...new Set(catalog.filter(({ info }) => info.group === group).map(({ info }) => info.version))]
}

/** `/api`. */
export function toApiVersions(versions: readonly string[]): object {
  return { kind: 'APIVersions', versions, serverAddressByClientCIDRs: [] }
}

/** `/apis`. */
export function toApiGroupList(groups: readonly GroupVersions[]): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(toGroupFields) }
}

/** `/apis/GROUP`. */
export function toApiGroup(group: GroupVersions): object {
  return { kind: 'APIGroup', apiVersion: 'v1', ...toGroupFields(group) }
}

function toGroupFields({ group, versions }: GroupVersions): object {
  const all = versions.map((version) => ({ groupVersion: apiVersionOf({ group, version }), version }))
  return { name: group, versions: all, preferredVersion: all[0] }
}

/** `/api/VERSION` and `/apis/GROUP/VERSION`. */
export function toApiResourceList(groupVersion: string, resources: readonly CatalogResource[]): object {
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: resources.flatMap(toRows) }
}

function toRows({ info, verbs, subresources }: CatalogResource): readonly object[] {
  const { resource, singular, namespaced, kind, shortNames, categories } = info
  return [
    {
      name: resource,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 && { shortNames }),
      ...(categories.length > 0 && { categories }),
    },
    ...subresources.map((one) => ({
      name: `${resource}/${one.name}`,
      singularName: '',
      namespaced,
      kind: one.kind,
      verbs: one.verbs,
    })),
  ]
}

/** The aggregated form of `/api` or `/apis`: k8s.io/api/apidiscovery. The resources are all of core, or none. */
export function toAggregated(catalog: readonly CatalogResource[], version: 'v2' | 'v2beta1'): object {
  const groups = new Set(catalog.map(({ info }) => info.group))
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: [...groups].toSorted().map((group) => toDiscoveryGroup(catalog, group)),
  }
}

function toDiscoveryGroup(catalog: readonly CatalogResource[], group: string): object {
  const versions = versionsOf(catalog, group).map((version) => ({
    version,
    resources: catalog.filter(({ info }) => info.group === group && info.version === version).map(toDiscoveryResource),
    freshness: 'Current',
  }))
  return { metadata: { ...(group !== '' && { name: group }), creationTimestamp: null }, versions }
}

function toDiscoveryResource({ info, verbs, subresources }: CatalogResource): object {
  const { group, version, kind, resource, singular, namespaced, shortNames, categories } = info
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    // client-go 0.26.0 to 0.26.3 panics where a responseKind is missing.
    subresources: subresources.map((one) => ({
      subresource: one.name,
      responseKind: { group, version, kind: one.kind },
      verbs: one.verbs,
    })),
  }
}
