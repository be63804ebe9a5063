import { list, nested, text, textListMap, texts } from './fields.ts'
import type { Message } from './fields.ts'

// Field numbers: generated.proto of k8s.io/api/authorization/v1 and authentication/v1. A status in a request is ignored.

const requirement: Message = { 1: text('key'), 2: text('operator'), 3: texts('values') }

const selector: Message = { 1: text('rawSelector'), 2: list('requirements', requirement) }

const resourceAttributes: Message = {
  1: text('namespace'),
  2: text('verb'),
  3: text('group'),
  4: text('version'),
  5: text('resource'),
  6: text('subresource'),
  7: text('name'),
  8: nested('fieldSelector', selector),
  9: nested('labelSelector', selector),
}

const selfSpec: Message = {
  1: nested('resourceAttributes', resourceAttributes),
  2: nested('nonResourceAttributes', { 1: text('path'), 2: text('verb') }),
}

const subjectSpec: Message = {
  ...selfSpec,
  3: text('user'),
  4: texts('groups'),
  5: textListMap('extra'),
  6: text('uid'),
}

/** The messages of the review kinds, whose metadata is `objectMeta`. kubectl 1.32 and 1.33 ask `auth can-i` with them. */
export function toReviewMessages(objectMeta: Message): Readonly<Record<string, Message>> {
  const metadata = nested('metadata', objectMeta)
  const subjectReview: Message = { 1: metadata, 2: nested('spec', subjectSpec) }
  return {
    SelfSubjectAccessReview: { 1: metadata, 2: nested('spec', selfSpec) },
    SubjectAccessReview: subjectReview,
    LocalSubjectAccessReview: subjectReview,
    SelfSubjectRulesReview: { 1: metadata, 2: nested('spec', { 1: text('namespace') }) },
    SelfSubjectReview: { 1: metadata },
  }
}
