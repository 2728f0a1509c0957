/** Stops a benchmark that measures something else than it says. */
export function check(is: boolean, what: string): void {
  if (!is) throw new Error(`the benchmark measures the wrong thing: ${what}`)
}
