/** How many rules one question may look at. Whoever writes roles must not be able to hold up a server by asking. */
export class WorkBudget {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  /** Spends `steps`; false when there are not so many left: none are spent then, and the question stays unanswered. */
  take(steps: number): boolean {
    if (steps > this.#left) return false
    this.#left -= steps
    return true
  }
}
