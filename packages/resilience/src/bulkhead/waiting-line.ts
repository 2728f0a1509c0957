/** A place in a line. */
export class Place {
  previous: Place | undefined
  next: Place | undefined
  isInLine = false
}

/** First come, first served; anyone may leave from the middle in O(1). */
export class WaitingLine<P extends Place> {
  length = 0
  #first: Place | undefined
  #last: Place | undefined

  get first(): P | undefined {
    return this.#first as P | undefined
  }

  join(place: P): void {
    place.isInLine = true
    place.previous = this.#last
    if (this.#last === undefined) this.#first = place
    else this.#last.next = place
    this.#last = place
    this.length++
  }

  leave(place: P): void {
    if (!place.isInLine) return
    const { previous, next } = place
    if (previous === undefined) this.#first = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
    place.previous = place.next = undefined
    place.isInLine = false
    this.length--
  }
}
