import type { StoredObject } from '../../api/meta/object.ts'
import type { ObjectEvent, ObjectFollower } from './contract.ts'

interface Following {
  readonly prefix: string
  readonly follower: ObjectFollower
}

interface Listing {
  listObjects(prefix: string): readonly StoredObject[]
}

/** Those who are told of changes within the commit. */
export class ObjectFollowers {
  readonly #all = new Set<Following>()

  /** Returns what removes it. */
  add(following: Following, contents: Listing): () => void {
    following.follower.reset(contents.listObjects(following.prefix))
    this.#all.add(following)
    return () => void this.#all.delete(following)
  }

  changed(event: ObjectEvent): void {
    for (const { prefix, follower } of this.#all) if (event.key.startsWith(prefix)) follower.changed(event)
  }

  reset(contents: Listing): void {
    for (const { prefix, follower } of this.#all) follower.reset(contents.listObjects(prefix))
  }
}
