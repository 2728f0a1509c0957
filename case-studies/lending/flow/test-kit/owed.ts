import type { NoticeKind } from '../../compliance/words.ts'
import type { Life } from './applicants.ts'
import type { Told } from './notice-deadlines.ts'

/** What these applicants were owed, beside what they were told. */
export function owedAndTold(lives: readonly Life[], { written, sent, missed }: Told) {
  const kindsOf = (id: string) =>
    sent.filter(({ application }) => application === id).map(({ kind }) => kind)
  const untold = lives
    .filter(({ withdrawn }) => withdrawn === undefined)
    .flatMap((life) =>
      owed(life)
        .filter((kind) => !kindsOf(life.id).includes(kind))
        .map((kind) => `${life.id} was not told: ${kind}`),
    )
  const ids = sent.map(({ notice }) => notice)
  return {
    missed,
    late: sent.filter(({ isLate }) => isLate),
    untold: [...untold, ...unsent(written, ids)],
    wrongly: lives.flatMap(({ id, lent, outcome, withdrawn }) =>
      lent !== undefined &&
      withdrawn === undefined &&
      outcome === 'counter-offered' &&
      kindsOf(id).includes('adverse-action')
        ? [`${id} has its loan and was told that it lapsed`]
        : [],
    ),
    twice: ids.filter((id, index) => ids.indexOf(id) !== index),
  }
}

const unsent = (written: Told['written'], ids: readonly string[]) =>
  written
    .filter(({ notice }) => !ids.includes(notice))
    .map(({ notice }) => `${notice} was not sent`)

/** By the regulation, for who does not withdraw. */
function owed({ completed, decided, outcome, asked, lent }: Life): readonly NoticeKind[] {
  // what completes an application while it is asked for may come before the letter
  const incomplete =
    asked !== undefined && completed === undefined ? ['incompleteness' as const] : []
  if (decided === undefined) return incomplete
  const told: { readonly [O in Life['outcome']]: readonly NoticeKind[] } = {
    approved: ['approval'],
    // who takes it up is not told that it lapsed
    'counter-offered': lent === undefined ? ['counter-offer', 'adverse-action'] : ['counter-offer'],
    // two people decline it in these lives
    referred: ['adverse-action'],
    declined: ['adverse-action'],
    stopped: ['not-permitted'],
  }
  return [...incomplete, ...told[outcome]]
}
