import { invalidError } from '../api/meta/errors.ts'
import type { ViewDefinition } from '../api/kind/define-kind.ts'
import type { KubeObject, StoredObject } from '../api/meta/object.ts'
import { validateReviewMeta } from '../api/kinds/review/validation.ts'
import { CauseCollector } from '../api/schema/causes.ts'
import { compileSchema } from '../api/schema/unknown-fields.ts'
import type { CompiledSchema } from '../api/schema/unknown-fields.ts'
import type { UserInfo } from '../auth/types.ts'
import { removeUnknownFields } from '../registry/field-validation.ts'
import type { RestStorage, WriteContext } from '../registry/rest-storage.ts'

/** A review that is asked, valid by itself. */
export interface ReviewCall<Review> {
  readonly review: Review
  readonly user: UserInfo
  /** The namespace of the path; at a virtual cluster its own. */
  readonly namespace: string | undefined
}

export interface ReviewDefinition<Review> {
  readonly kind: ViewDefinition
  /** What a schema cannot say. All types are right by then. */
  readonly validate?: (review: Review, out: CauseCollector) => void
  /** The answer: what is to stand in the object, beside what was asked. Throws ApiError. */
  answer(call: ReviewCall<Review>): Promise<object>
}

interface Rules<Review> {
  readonly definition: ReviewDefinition<Review>
  readonly schema: CompiledSchema
}

/** A resource that can be created alone: its answer is what was sent, with a status, and nothing is kept. */
export function createReviewStorage<Review>(definition: ReviewDefinition<Review>): RestStorage {
  const { info, table } = definition.kind
  const schema = compileSchema(definition.kind.schema)
  return {
    info,
    table,
    create: async ({ namespace }, object, context) => {
      if (info.namespaced && namespace !== undefined) object.metadata.namespace = namespace
      validate({ definition, schema }, object, context)
      // The schema from which this type is made has been held against it.
      const review = object as unknown as Review
      const answer = await definition.answer({ review, user: context.user, namespace })
      return toAnswer({ ...object, ...answer })
    },
  }
}

/** Changes `object`: unknown fields go, as they do for objects that are stored. Throws ApiError 400, 422. */
function validate<Review>({ definition, schema }: Rules<Review>, object: KubeObject, context: WriteContext): void {
  const { info } = definition.kind
  delete object['status']
  removeUnknownFields({ info, ...schema }, object, context)
  schema.applyDefaults(object)
  const out = new CauseCollector()
  schema.validate(object, out)
  if (out.causes.length === 0) {
    validateReviewMeta(object.metadata, out, info)
    definition.validate?.(object as unknown as Review, out)
  }
  if (out.causes.length > 0) throw invalidError(info, '', out.causes)
}

function toAnswer(object: KubeObject): StoredObject {
  return { object, bytes: Buffer.from(JSON.stringify(object)), revision: 0 }
}
