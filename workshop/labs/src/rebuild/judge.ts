import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { inMs, judgeBy } from '../stage/judging.ts'
import type { SeenLook, SeenRebuild } from './play.ts'
import { oldPaymentAt, principalOf, type RebuildScenario } from './scenario.ts'

/** A letter that was posted is recorded within this; a crash before it may cost another one. */
const recordMs = 300
/** A call may be on its way when its caller dies. */
const wayMs = 50

/** The gravest first. */
const rules = [wrongInTheEnd, wentBack, changedPast, letterTwice, noLetter, useless]

export const judgeRebuild = (scenario: RebuildScenario, seen: SeenRebuild): Judgement =>
  judgeBy(rules, scenario, seen, seen.deaths.length > 0)

function wrongInTheEnd(
  scenario: RebuildScenario,
  { last, pays }: SeenRebuild,
): Failing | undefined {
  for (const { loan, status, said } of last) {
    const owed = fieldOf(said, 'owed')
    if (loan === 'loan-0') {
      if (status !== 200 || fieldOf(said, 'lastPaidAt') !== null) continue
      return {
        ...{ code: 'LOST', says: 'What happened long ago is gone.' },
        expected: `${loan} was last paid at ${oldPaymentAt}`,
        measured: 'never',
      }
    }
    const paid = new Set(
      pays.filter((it) => it.status === 200 && it.payment.loan === loan).map((it) => it.payment),
    )
    const isUnanswered = pays.some(({ payment }) => payment.loan === loan && !paid.has(payment))
    const principal = principalOf(scenario, loan) || 1
    const right = [...paid].reduce((left, { cents }) => left - cents, principal)
    if (status !== 200 || typeof owed !== 'number' || isUnanswered || owed === right) continue
    return {
      ...(owed > right
        ? { code: 'LOST', says: 'A payment that was confirmed is gone.' }
        : { code: 'PAID_TWICE', says: 'A payment that was sent again was taken again.' }),
      expected: `${loan}: ${right} owed of ${principal}, after ${paid.size} payments`,
      measured: `${owed} owed`,
    }
  }
  return undefined
}

function wentBack(_: RebuildScenario, { looks, last, pays }: SeenRebuild): Failing | undefined {
  const seen: readonly SeenLook[] = [
    ...looks,
    ...last,
    ...pays.map((it) => ({ ...it, loan: it.payment.loan })),
  ].filter(({ status, said }) => status === 200 && typeof fieldOf(said, 'owed') === 'number')
  for (const earlier of seen) {
    const before = fieldOf(earlier.said, 'owed') as number
    const later = seen.find(
      (it) =>
        it.loan === earlier.loan &&
        it.sentAt > earlier.at &&
        (fieldOf(it.said, 'owed') as number) > before,
    )
    if (!later) continue
    return {
      code: 'WENT_BACK',
      says: 'What somebody had seen already was gone again.',
      expected: `${earlier.loan} after ${inMs(earlier.at)}: ${before} owed, or less`,
      measured: `${String(fieldOf(later.said, 'owed'))} at ${inMs(later.at)}`,
    }
  }
  return undefined
}

function changedPast(_: RebuildScenario, { looks, last }: SeenRebuild): Failing | undefined {
  const seen = [...looks, ...last].filter(({ status }) => status === 200)
  for (const earlier of seen) {
    const [owed, paidAt] = [fieldOf(earlier.said, 'owed'), fieldOf(earlier.said, 'lastPaidAt')]
    const later = seen.find(
      (it) =>
        it.loan === earlier.loan &&
        fieldOf(it.said, 'owed') === owed &&
        fieldOf(it.said, 'lastPaidAt') !== paidAt,
    )
    if (!later) continue
    return {
      code: 'CHANGED_PAST',
      says: 'The same payments were at another time when your service had been started again.',
      expected: `${earlier.loan} with ${String(owed)} owed was last paid at ${String(paidAt)}`,
      measured: `${String(fieldOf(later.said, 'lastPaidAt'))} at ${inMs(later.at)}`,
    }
  }
  return undefined
}

function letterTwice(
  _: RebuildScenario,
  { letters, deaths, writes }: SeenRebuild,
): Failing | undefined {
  const posted = letters.filter(({ status }) => status === 200)
  for (const [index, { loan, at }] of posted.entries()) {
    const isOld = loan === 'loan-0'
    const before = posted.slice(0, index).findLast((it) => it.loan === loan)
    const isExcused =
      !before || deaths.some((at) => at >= before.at - wayMs && at <= before.at + recordMs)
    if (!isOld && isExcused) continue
    const isStored = writes.some(
      (it) =>
        it.at < at &&
        !it.crash &&
        it.bytes.includes('LetterSent') &&
        it.bytes.includes(`"${loan}"`),
    )
    if (isStored && !isOld)
      return {
        code: 'LOST',
        says: 'What your service had stored it did not find again.',
        expected: `one letter for ${loan}: LetterSent is on the disk`,
        measured: `another at ${inMs(at)}`,
      }
    return {
      code: 'LETTER_TWICE',
      says: 'Somebody got a letter again because your service was started again.',
      expected: isOld
        ? 'nothing for loan-0: the log says that its letter was sent'
        : `one letter for ${loan}, at ${inMs(before?.at ?? 0)}`,
      measured: `another at ${inMs(at)}`,
    }
  }
  return undefined
}

function noLetter(_: RebuildScenario, { last, letters }: SeenRebuild): Failing | undefined {
  const found = last.find(
    ({ loan, said }) =>
      loan !== 'loan-0' &&
      fieldOf(said, 'owed') === 0 &&
      !letters.some((it) => it.loan === loan && it.status === 200),
  )
  if (!found) return undefined
  return {
    code: 'NO_LETTER',
    says: 'A loan is paid off, and nobody was told.',
    expected: `a letter for ${found.loan}`,
    measured: `${letters.filter(({ loan }) => loan === found.loan).length} calls, none answered 200`,
  }
}

function useless(_: RebuildScenario, { pays, last }: SeenRebuild): Failing | undefined {
  const isPaid = (ref: number) => pays.some((it) => it.status === 200 && it.payment.ref === ref)
  const unpaid = pays.find(({ payment }) => !isPaid(payment.ref))
  const silent = last.find(
    ({ status, said }) => status !== 200 || typeof fieldOf(said, 'owed') !== 'number',
  )
  if (!unpaid && !silent) return undefined
  return {
    code: 'USELESS',
    says: 'Your service does not do its work, though it is up again.',
    expected: unpaid
      ? `payment ${unpaid.payment.ref} is confirmed when it is sent again`
      : `GET /loans/${silent?.loan} is 200 with owed`,
    measured: unpaid ? `status ${String(unpaid.status)}` : `status ${String(silent?.status)}`,
  }
}

export function rebuildStory(
  _: RebuildScenario,
  { pays, looks, last, writes, letters, deaths }: SeenRebuild,
): readonly Moment[] {
  const answer = (it: SeenLook) => {
    const owed = fieldOf(it.said, 'owed')
    return `${it.loan}: ${it.status ?? 'no answer'}${owed === undefined ? '' : `, ${String(owed)} owed`}`
  }
  return [
    ...pays.flatMap((it): readonly Moment[] => {
      const { loan, ref, cents } = it.payment
      const says = `pay ${ref}: ${cents} on ${loan}`
      return [
        { at: it.sentAt, from: 'borrowers', to: 'accounts', says },
        { at: it.at, from: 'accounts', to: 'borrowers', says: answer({ ...it, loan }) },
      ]
    }),
    ...[...looks, ...last].flatMap((it): readonly Moment[] => [
      { at: it.sentAt, from: 'borrowers', to: 'accounts', says: `${it.loan}?` },
      { at: it.at, from: 'accounts', to: 'borrowers', says: answer(it) },
    ]),
    ...writes.map(({ at, is, bytes, crash }) => ({
      ...{ at, from: 'accounts', to: 'disk' },
      says: `${is} ${bytes.trimEnd()}${crash ? ` (dies: ${crash})` : ''}`,
    })),
    ...letters.map(({ at, loan, status }) => ({
      ...{ at, from: 'accounts', to: 'letters', says: `${loan} is paid off: ${status}` },
    })),
    ...deaths.map((at): Moment => ({ at, from: 'accounts', says: 'dies, and is started again' })),
  ]
}
