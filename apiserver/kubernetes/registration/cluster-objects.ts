/** What the installation needs of a cluster. Owned here, by its consumer. */
export interface ClusterObjects {
  /** The object at a path such as `/api/v1/namespaces/NS/secrets/NAME`. Rejects with an error whose `code` is the HTTP status. */
  get(path: string, signal: AbortSignal): Promise<unknown>
  /** Applies a JSON merge patch. Rejects as `get` does: 409 when the `resourceVersion` in it is not the object's any more. */
  mergePatch(path: string, patch: object, signal: AbortSignal): Promise<unknown>
}

/** What keeps the server from being registered, as a sentence that says what to do. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError'
}

/** One of the two objects that the manifests bring, and how an operator calls it. */
export interface ManagedObject {
  readonly path: string
  /** Such as `Secret aranya-system/aranya-serving-ca`. */
  readonly title: string
}

const repair = 'apply manifests/base'

/** Reads an object. Throws InstallationError where it is missing or may not be read. */
export async function readManaged(cluster: ClusterObjects, object: ManagedObject, signal: AbortSignal) {
  try {
    return await cluster.get(object.path, signal)
  } catch (error) {
    throw explain(error, 'get', object)
  }
}

/** Patches an object that was read. Throws InstallationError, or the error of a conflict as it is. */
export async function patchManaged(cluster: ClusterObjects, object: ManagedObject, patch: object, signal: AbortSignal) {
  try {
    await cluster.mergePatch(object.path, patch, signal)
  } catch (error) {
    throw explain(error, 'patch', object)
  }
}

/** Somebody else wrote in between: read again, and decide anew. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409
}

function explain(error: unknown, verb: string, { title }: ManagedObject): unknown {
  switch (statusOf(error)) {
    case 409:
      return error
    case 403:
      return new InstallationError(`the cluster does not allow ${verb} of ${title}: ${repair}`, { cause: error })
    case 404:
      return new InstallationError(`there is no ${title}: ${repair}`, { cause: error })
    default:
      return new InstallationError(`could not ${verb} ${title}`, { cause: error })
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined
}
