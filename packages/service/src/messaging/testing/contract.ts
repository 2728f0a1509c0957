import { carrierCases } from './cases/carrier.ts'
import { contentCases } from './cases/content.ts'
import { deliveryCases } from './cases/delivery.ts'
import { killCases } from './cases/kills.ts'
import type { Subject } from './place.ts'
import { type Cases, storyIn } from './story.ts'

/** What the suite needs of a test runner; those of vitest and `node:test` fit. */
export interface Runner {
  describe(name: string, body: () => void): void
  test(name: string, body: () => Promise<void>): void
}

const cases: Cases = { ...deliveryCases, ...killCases, ...carrierCases, ...contentCases }

/** What every messaging must do, as named cases: each effect once, in the order of its subject, whatever happens on the way. */
export function messagingContract(
  { describe, test }: Runner,
  name: string,
  subject: Subject,
): void {
  describe(name, () => {
    for (const [title, run] of Object.entries(cases))
      test(title, () => subject((place) => run(storyIn(place))))
  })
}
