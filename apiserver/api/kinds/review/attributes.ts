import { Type } from 'typebox'
import type { Static } from 'typebox'
import { mapOf, reference } from '../../schema/schema.ts'

export const authorizationGroup = 'authorization.k8s.io'
export const authenticationGroup = 'authentication.k8s.io'
/** How OpenAPI calls what is in these groups, before the version. */
export const authorizationPackage = 'io.k8s.api.authorization'
export const authenticationPackage = 'io.k8s.api.authentication'

const optionalText = (description: string) => Type.Optional(Type.String({ description }))
const atomic = { 'x-kubernetes-list-type': 'atomic' } as const

/** A list of texts, as reviews have many of them. */
export const textsOf = (description: string) => Type.Array(Type.String(), { ...atomic, description })

const selectorOf = (what: 'field' | 'label') => {
  const title = what === 'field' ? 'Field' : 'Label'
  const requirement = Type.Object(
    {
      key: Type.String({ description: `The ${what} that is looked at.` }),
      operator: Type.String({ description: 'In, NotIn, Exists or DoesNotExist.' }),
      values: Type.Optional(textsOf('What it is compared with.')),
    },
    { description: 'One condition.', [reference]: `io.k8s.apimachinery.pkg.apis.meta.v1.${title}SelectorRequirement` },
  )
  return Type.Object(
    {
      rawSelector: optionalText('The selector as it stands in a query. Not beside requirements.'),
      requirements: Type.Optional(
        Type.Array(requirement, { ...atomic, description: 'The conditions, all of which must hold.' }),
      ),
    },
    {
      description: `To what a ${what} selector limits the request.`,
      [reference]: `${authorizationPackage}.v1.${title}SelectorAttributes`,
    },
  )
}

const fieldSelectorSchema = selectorOf('field')
export type ReviewedSelector = Static<typeof fieldSelectorSchema>

const resourceAttributesSchema = Type.Object(
  {
    namespace: optionalText('The namespace. Empty: all namespaces, or a resource that has none.'),
    verb: optionalText('What is to be done, such as get or create. "*" is everything.'),
    group: optionalText('The API group. Empty is the core group, "*" all groups.'),
    version: optionalText('The API version.'),
    resource: optionalText('The plural of the resource. "*" is every resource.'),
    subresource: optionalText('The subresource, such as exec.'),
    name: optionalText('The name of the object. Empty: all objects.'),
    fieldSelector: Type.Optional(fieldSelectorSchema),
    labelSelector: Type.Optional(selectorOf('label')),
  },
  {
    description: 'A request for a resource.',
    [reference]: `${authorizationPackage}.v1.ResourceAttributes`,
  },
)
export type ReviewedResource = Static<typeof resourceAttributesSchema>

const nonResourceAttributesSchema = Type.Object(
  {
    path: optionalText('The path.'),
    verb: optionalText('The HTTP method in lower case.'),
  },
  {
    description: 'A request for a path that is no resource.',
    [reference]: `${authorizationPackage}.v1.NonResourceAttributes`,
  },
)

/** What a review asks about: one of the two. */
export const attributesProperties = {
  resourceAttributes: Type.Optional(resourceAttributesSchema),
  nonResourceAttributes: Type.Optional(nonResourceAttributesSchema),
}

/** `extra` of users: what authenticators know besides. */
export const extraSchema = mapOf(textsOf('The values of the key.'), {
  description: 'What is known of the user besides, by keys.',
})
