/** What of the page has an address: links open the same view again. Nothing personal stands in it. */
export interface Place {
  readonly order: string | null
  /** Key of the event up to which states are told; null for now. */
  readonly asOf: string | null
  /** Key of the event that is looked at. */
  readonly event: string | null
}

const names = ['order', 'asOf', 'event'] as const

export function placeOf(search: string): Place {
  const given = new URLSearchParams(search)
  const [order, asOf, event] = names.map((name) => given.get(name) || null)
  return { order: order ?? null, asOf: asOf ?? null, event: event ?? null }
}

export function addressOf(place: Place): string {
  const given = new URLSearchParams()
  for (const name of names) {
    const value = place[name]
    if (value !== null) given.set(name, value)
  }
  const query = given.toString()
  return query === '' ? '/support' : `/support?${query}`
}
