import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { judgeBy } from '../stage/judging.ts'
import { type CreditFile, fileOf } from './bureaus.ts'
import type { SeenDialect, SeenFile } from './play.ts'
import type { DialectScenario, Trouble } from './scenario.ts'

/** The words of origination, and no others. */
type OwnEvent =
  | ({ readonly type: 'CreditReportReceived'; readonly application: string } & CreditFile)
  | {
      readonly type: 'ApplicationReferred'
      readonly application: string
      readonly why: 'NoScore' | 'NoFile' | 'NotUnderstood'
    }

const ownWords = {
  CreditReportReceived: ['application', 'isBankrupt', 'monthlyCents', 'score', 'type'],
  ApplicationReferred: ['application', 'type', 'why'],
}

/** What an answer of this kind is in our words. */
const meaning: Readonly<Record<Trouble, 'NoScore' | 'NoFile' | 'NotUnderstood' | undefined>> = {
  'extra-field': undefined,
  'no-score': 'NoScore',
  'no-file': 'NoFile',
  'unknown-code': 'NotUnderstood',
  'other-person': 'NotUnderstood',
  'new-version': 'NotUnderstood',
  garbled: 'NotUnderstood',
}

/** A report where there should be none, by what it was made of. */
const mistaken: Readonly<Record<Exclude<Trouble, 'extra-field'>, Pick<Failing, 'code' | 'says'>>> =
  {
    'no-score': { code: 'MADE_UP', says: 'Your service made a score of none.' },
    'no-file': { code: 'MADE_UP', says: 'Your service made a report of nothing.' },
    'unknown-code': {
      code: 'GUESSED',
      says: 'Your service guessed what a code means that it does not know.',
    },
    'new-version': { code: 'GUESSED', says: 'Your service read a version that it does not know.' },
    'other-person': { code: 'OTHER_PERSON', says: 'Your service took the file of somebody else.' },
    garbled: { code: 'GUESSED', says: 'Your service read half an answer.' },
  }

/** The gravest first. */
const rules = [foreignWord, wrongEvent, notOnce, answers]

export function judgeDialect(scenario: DialectScenario, seen: SeenDialect): Judgement {
  const isShown = seen.files.some((it) => it.trouble !== undefined || it.dialect !== 'northstar')
  return judgeBy(rules, scenario, seen, isShown)
}

function foreignWord(_: DialectScenario, { events }: SeenDialect): Failing | undefined {
  for (const { event } of events) {
    const type = String(fieldOf(event, 'type'))
    const words = Object.hasOwn(ownWords, type)
      ? ownWords[type as keyof typeof ownWords]
      : undefined
    const found = Object.keys(event ?? {}).find((it) => !words?.includes(it))
    const why = fieldOf(event, 'why')
    const isOwnWhy = why === undefined || Object.values(meaning).some((it) => it === why)
    if (words && !found && isOwnWhy) continue
    return {
      code: 'FOREIGN_WORD',
      says: 'Words of others are in your log, and stay there for ever.',
      expected: words
        ? `${type} has ${words.join(', ')}${isOwnWhy ? '' : '; why is NoScore, NoFile or NotUnderstood'}`
        : `CreditReportReceived or ApplicationReferred`,
      measured: words ? (found ?? `why ${String(why)}`) : type,
    }
  }
  return undefined
}

function wrongEvent(scenario: DialectScenario, seen: SeenDialect): Failing | undefined {
  for (const { event } of seen.events) {
    const application = fieldOf(event, 'application')
    const request = scenario.requests.find((it) => it.application === application)
    const file = seen.files.findLast((it) => it.taxId === request?.taxId)
    if (!request || !file)
      return {
        code: 'NOT_ASKED',
        says: 'Your log tells of an application that was not there, or that the bureau was not asked about.',
        expected: 'an event for each application, once the bureau has answered',
        measured: String(application),
      }
    const right = rightEvent(scenario, request.application, file)
    if (isSame(event, right)) continue
    return {
      ...mistakeIn(event, right, file),
      expected: `${file.dialect} says ${file.said}: ${JSON.stringify(right)}`,
      measured: JSON.stringify(event),
    }
  }
  return undefined
}

function mistakeIn(
  event: unknown,
  right: OwnEvent,
  { trouble }: SeenFile,
): Pick<Failing, 'code' | 'says'> {
  if (fieldOf(event, 'type') !== right.type) {
    if (right.type === 'ApplicationReferred')
      return mistaken[trouble as Exclude<Trouble, 'extra-field'>]
    if (trouble === 'extra-field')
      return {
        code: 'TOO_STRICT',
        says: 'Your service does not read what has become a little more.',
      }
    return { code: 'USELESS', says: 'Your service refers what it could have read.' }
  }
  return right.type === 'ApplicationReferred'
    ? { code: 'WRONG_REASON', says: 'Your service refers for a reason that is none.' }
    : { code: 'MISREAD', says: 'Your service takes the number and not what it means.' }
}

function notOnce(
  { requests }: DialectScenario,
  { events, files }: SeenDialect,
): Failing | undefined {
  for (const { application, taxId } of requests) {
    const times = events.filter(({ event }) => fieldOf(event, 'application') === application).length
    if (times === 1) continue
    const file = files.find((it) => it.taxId === taxId)
    return {
      code: times === 0 ? 'NOT_RECORDED' : 'RECORDED_TWICE',
      says:
        times === 0
          ? 'An application is lost: the answer of the bureau broke your service.'
          : 'An application has more than one event.',
      expected: `one event for ${application}`,
      measured: `${times}, when ${file?.dialect ?? 'the bureau'} says ${file?.said ?? 'nothing, for it was not asked'}`,
    }
  }
  return undefined
}

function answers(_: DialectScenario, seen: SeenDialect): Failing | undefined {
  for (const { request, status, said } of seen.answers) {
    const { application } = request
    const found = seen.events.find(({ event }) => fieldOf(event, 'application') === application)
    const isReferred = fieldOf(found?.event, 'type') === 'ApplicationReferred'
    const right = isReferred ? 'referred' : 'received'
    if (status === 200 && fieldOf(said, 'is') === right) continue
    return {
      code: 'WRONG_ANSWER',
      says: 'Your service does not answer what it has recorded.',
      expected: `${application} is ${right}`,
      measured: `status ${String(status)}, ${String(fieldOf(said, 'is'))}`,
    }
  }
  return undefined
}

function rightEvent({ seed }: DialectScenario, application: string, file: SeenFile): OwnEvent {
  const why = file.trouble && meaning[file.trouble]
  return why
    ? { type: 'ApplicationReferred', application, why }
    : { type: 'CreditReportReceived', application, ...fileOf(seed, file.taxId) }
}

const isSame = (event: unknown, right: OwnEvent) =>
  Object.entries(right).every(([name, value]) => fieldOf(event, name) === value)

export const dialectStory = (_: DialectScenario, seen: SeenDialect): readonly Moment[] => [
  ...seen.answers.flatMap(({ request, sentAt, at, status, said }): readonly Moment[] => {
    const { application, taxId } = request
    const is = String(fieldOf(said, 'is') ?? '')
    return [
      { at: sentAt, from: 'applicants', to: 'origination', says: `${application}, ${taxId}` },
      {
        ...{ at, from: 'origination', to: 'applicants' },
        says: `${application}: ${status ?? 'no answer'} ${is}`.trimEnd(),
      },
    ]
  }),
  ...seen.files.map(({ at, dialect, said }) => ({
    ...{ at, from: 'bureau', to: 'origination', says: `${dialect}: ${said}` },
  })),
  ...seen.events.map(({ at, event }) => ({
    ...{ at, from: 'origination', to: 'log', says: JSON.stringify(event) },
  })),
]
