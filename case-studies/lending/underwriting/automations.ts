import { type EventType, isRefusal, send } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Automation } from '@watertight/service'
import { Decide } from './decision/language.ts'
import { inForce } from './policy/compile.ts'
import { policyLibrary } from './policy/library.ts'
import { PolicyVersions, Undecided } from './read-models.ts'

/** The policy by which applications for home loans are decided. */
const policyKey = 'home-loans'

/** Decides what is frozen, by the policy in force on the day the application was completed. Where there is none, it waits: that is no decision yet. */
export function automations(store: EventStore<EventType>): readonly Automation[] {
  const byHash = policyLibrary(store)
  const decide: Automation<typeof Undecided.columns> = {
    name: 'decide',
    todo: Undecided,
    orderBy: ['since'],
    stream: ({ application }) => `credit-decision-${application}`,
    async perform({ application, completedOn }) {
      const versions = await store.rows(PolicyVersions).find({ where: { policy: policyKey } })
      const intervals = versions.map(({ from, until, hash }) => ({
        from: from ?? undefined,
        until: until ?? undefined,
        hash,
      }))
      const version = inForce(intervals, completedOn)
      if (version === undefined)
        throw new Error(
          `no version of ${policyKey} is in force on ${completedOn}: ${application} waits for one`,
        )
      const policy = await byHash(version.hash)
      if (isRefusal(policy)) throw new Error(policy.because)
      return send(application, Decide({ policy }))
    },
  }
  return [decide]
}
