/** Where an error goes that must neither change the caller's result nor be hidden. */
export type Report = (error: unknown) => void

export const printed: Report = (error) => console.error(error)

/** Tells every listener; what one throws is contained. */
export function tell<E>(listeners: Iterable<(event: E) => void>, event: E, report: Report): void {
  for (const listener of listeners)
    try {
      listener(event)
    } catch (error) {
      contain(error, report)
    }
}

/** Reports an error; a report that throws as well has said enough. */
export function contain(error: unknown, report: Report): void {
  try {
    report(error)
  } catch {}
}
