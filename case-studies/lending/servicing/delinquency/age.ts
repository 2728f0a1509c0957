import { dayAfter, daysFromTo } from '../../rates/index.ts'
import type { Account } from '../account/account.ts'
import { lateTerms } from '../account/terms.ts'
import type { Bucket } from '../language.ts'

/** How late a loan is as of a day. */
export interface Age {
  readonly daysPastDue: number
  readonly bucket: Bucket
  /** Instalments that are past their days of grace, not paid. */
  readonly late: readonly Account['instalments'][number][]
  /** The next day on which this changes if nobody pays; undefined where nothing is owed. */
  readonly lookOn: string | undefined
}

/** The first day of each bucket. */
const buckets: readonly (readonly [days: number, bucket: Bucket])[] = [
  [120, '120+'],
  [90, '90-119'],
  [60, '60-89'],
  [30, '30-59'],
  [1, '1-29'],
  [0, 'current'],
]

/** The age of an account as of that day: days since the oldest instalment that is not paid was due. */
export function ageOf({ instalments, owed }: Account, on: string): Age {
  if (!owed.isPositive()) return { daysPastDue: 0, bucket: 'current', late: [], lookOn: undefined }
  const unpaid = instalments.filter((one) => one.unpaid.isPositive())
  // every instalment is paid and interest for late days is left: due with the last one
  const oldest = unpaid[0]?.dueOn ?? instalments.at(-1)?.dueOn ?? on
  const daysPastDue = Math.max(0, daysFromTo(oldest, on))
  const bucket = buckets.find(([days]) => daysPastDue >= days)?.[1] ?? 'current'
  const afterGrace = (dueOn: string) => dayAfter(dueOn, lateTerms.graceDays + 1)
  const days = [
    ...buckets.filter(([first]) => first > 0).map(([first]) => dayAfter(oldest, first)),
    ...unpaid.map(({ dueOn }) => afterGrace(dueOn)),
  ]
  const lookOn = days.filter((day) => day > on).reduce<string | undefined>(earlier, undefined)
  return {
    daysPastDue,
    bucket,
    late: unpaid.filter(({ dueOn }) => afterGrace(dueOn) <= on),
    lookOn,
  }
}

const earlier = (one: string | undefined, other: string) =>
  one === undefined || other < one ? other : one
