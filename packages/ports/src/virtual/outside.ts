const underWay = new Set<Promise<unknown>>()

/** Work of the real world, such as a call of a database: it takes no virtual time, for that stands still until it is over. */
export function outside<T>(work: Promise<T>): Promise<T> {
  underWay.add(work)
  const done = () => void underWay.delete(work)
  work.then(done, done)
  return work
}

export const isUnderWayOutside = (): boolean => underWay.size > 0

/** Waits until none is under way, what it led to included. */
export async function outsideIsDone(settled: () => Promise<void>): Promise<void> {
  while (isUnderWayOutside()) {
    await Promise.race(underWay).catch(() => {})
    await settled()
  }
}
