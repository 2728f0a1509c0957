/** What every case calls: the cheapest async work there is, so that what surrounds it is what is seen. */
export const ok = async (): Promise<number> => 42

const boom = new Error('the callee failed')
/** Fails with an error made once: building a stack trace costs more than everything measured here. */
export const fail = async (): Promise<number> => {
  throw boom
}

export const hour = 3_600_000

/** Counts the rejections and fails on an answer: the circuit must be open. */
export function refusals(run: () => Promise<unknown>): {
  call(): Promise<unknown>
  readonly count: number
} {
  let count = 0
  const answered = () => {
    throw new Error('a call went through an open circuit')
  }
  const refused = () => count++
  return {
    call: () => run().then(answered, refused),
    get count() {
      return count
    },
  }
}

/** Long for the committed results, short for a look and for tests. */
export const budgets = {
  full: { rounds: 500, sliceMs: 1, warmUpMs: 60 },
  quick: { rounds: 60, sliceMs: 0.5, warmUpMs: 30 },
}
