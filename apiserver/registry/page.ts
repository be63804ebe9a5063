import type { StoredObject } from '../api/meta/object.ts'
import type { Selector } from '../api/selectors/selectors.ts'

export interface PageRequest {
  /** In the order of their keys. */
  readonly items: readonly StoredObject[]
  readonly selector: Selector
  /** Items with a key up to this one were given out before. */
  readonly after: string | undefined
  /** Undefined or 0 for all. */
  readonly limit: number | undefined
  readonly keyOf: (item: StoredObject) => string
}

export interface Page {
  readonly items: readonly StoredObject[]
  /** Whether another page has something. */
  readonly more: boolean
  /** How many items follow; only known when everything is selected. */
  readonly remaining?: number
}

/** Cuts one page out of a list. All of it is the very array that was given. */
export function cutPage(request: PageRequest): Page {
  const { items, selector, limit } = request
  const start = request.after === undefined ? 0 : findAfter(request, request.after)
  if (limit === undefined || limit === 0) return { items: selectFrom(items, start, selector), more: false }
  if (!selector.empty) return cutSelected(items, { start, limit, selector })
  const end = start + limit
  if (end >= items.length) return { items: start === 0 ? items : items.slice(start), more: false }
  return { items: items.slice(start, end), more: true, remaining: items.length - end }
}

function selectFrom(items: readonly StoredObject[], start: number, selector: Selector): readonly StoredObject[] {
  const rest = start === 0 ? items : items.slice(start)
  return selector.empty ? rest : rest.filter((item) => selector.matches(item.object))
}

function cutSelected(
  items: readonly StoredObject[],
  { start, limit, selector }: { start: number; limit: number; selector: Selector },
): Page {
  const page: StoredObject[] = []
  for (let index = start; index < items.length; index++) {
    const item = items[index]
    if (item === undefined || !selector.matches(item.object)) continue
    if (page.length === limit) return { items: page, more: true }
    page.push(item)
  }
  return { items: page, more: false }
}

/** The index of the first item whose key is greater than `after`. */
function findAfter({ items, keyOf }: PageRequest, after: string): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && keyOf(item) <= after) low = middle + 1
    else high = middle
  }
  return low
}
