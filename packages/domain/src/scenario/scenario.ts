import type { Aggregate, Given, Status } from '../aggregate.ts'
import type { Decision } from '../decision.ts'
import { replay } from '../fold.ts'
import type { CommandType, EventType, Message, MessageOf } from '../message.ts'
import type { Policy } from '../policy/policy.ts'
import type { ProcessManager } from '../process/process-manager.ts'
import type { Projection } from '../projection.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import type { Columns, RowOf } from '../rows/columns.ts'
import { judging, type PolicyScenario } from './judging.ts'
import { managing, type ProcessScenario } from './managing.ts'
import { matches } from './matches.ts'
import { rowsAfter } from './rows-after.ts'
import { check, ScenarioFailed, textOf } from './scenario-failed.ts'

// what a rule that asks for neither may be given
const someone: Given = Object.freeze({ id: '1', now: new Date('2000-01-01T00:00:00Z') })

interface Outcome<E, R extends string> {
  /** Exactly these events happen, in this order; none means nothing happens. */
  then(...events: readonly E[]): void
  /** It is refused with this code. */
  thenRefused(code: R): void
}

interface DecisionScenario<C, E, R extends string> {
  /** What has happened so far. */
  given(...events: readonly E[]): {
    /** What is asked for; `id` and `now` where the rule asks who or when. */
    when(command: C, given?: Partial<Given>): Outcome<E, R>
  }
}

interface ProjectionScenario<E, Row> {
  /** What has happened, recorded in one stream at positions 1, 2, 3 …. */
  given(...events: readonly E[]): {
    /** The table holds exactly these rows, in any order. */
    then(...rows: readonly Row[]): void
  }
}

/**
 * A test that reads as a sentence and needs no test runner: it throws `ScenarioFailed` when the outcome is another.
 * `scenario(Loan).given(requested).when(DecideLoan({ by: 'Ana' })).thenRefused('NotPossibleNow')`, and for a read model
 * `scenario(LoanList).given(requested, approved).then({ loan: '7', state: 'approved' })`; for a policy
 * `scenario(lending).given(facts).thenFailed('a score of 500, we ask for 620')`, and for a process manager
 * `scenario(Payment).given(placed).when({ rings: 'Overdue' }).then(send('1', Abandon({})))`.
 */
export function scenario<
  S extends Status,
  C extends CommandType,
  E extends EventType,
  R extends string,
>(
  of: Aggregate<string, S, C, E, R>,
): DecisionScenario<MessageOf<C>, MessageOf<E>, R | 'NotPossibleNow'>
export function scenario<S, C extends CommandType, E extends EventType, R extends string>(
  of: Decision<string, S, C, E, R>,
): DecisionScenario<MessageOf<C>, MessageOf<E>, R>
export function scenario<E extends EventType, C extends Columns, K extends keyof C & string>(
  of: Projection<E, C, K>,
): ProjectionScenario<MessageOf<E>, RowOf<C>>
export function scenario<F>(of: Policy<F>): PolicyScenario<F>
export function scenario<S, E extends EventType, C extends CommandType, A extends string>(
  of: ProcessManager<string, S, E, C, A>,
): ProcessScenario<S, E, C, A>
export function scenario(
  of: Aggregate | Decision | Projection | Policy<any> | ProcessManager,
): unknown {
  if ('root' in of) return judging(of)
  if ('columns' in of) return showing(of)
  const { id, now: at } = someone
  return of.kind === 'process manager' ? managing(of, { id, at }) : deciding(of)
}

function deciding(of: Aggregate | Decision): DecisionScenario<Message, Message, string> {
  return {
    given: (...events) => ({
      when(command, about) {
        const given = { ...someone, ...about }
        const seen =
          of.kind === 'aggregate'
            ? events
            : events.filter((event) => matches(of.reads(command.data, given.id), of.events, event))
        const answer = of.decide(replay(of, seen), command, given)
        return outcome(`${of.name} when ${sentenceOf(command)}`, answer)
      },
    }),
  }
}

function outcome(what: string, answer: readonly Message[] | Refusal): Outcome<Message, string> {
  const got = isRefusal(answer)
    ? [`refused as ${answer.refused}: ${answer.because}`]
    : answer.map(sentenceOf)
  return {
    // biome-ignore lint/suspicious/noThenProperty: given, when, then are the field's words, and nothing here is awaited
    then(...events) {
      check(what, events.map(sentenceOf), got)
    },
    thenRefused(code) {
      if (!isRefusal(answer) || answer.refused !== code)
        throw new ScenarioFailed(what, [`refused as ${code}`], got)
    },
  }
}

function showing(of: Projection): ProjectionScenario<Message, RowOf<Columns>> {
  return {
    given: (...events) => ({
      // biome-ignore lint/suspicious/noThenProperty: as above
      then(...rows) {
        const what = `${of.name} after ${events.map(({ type }) => type).join(', ')}`
        const got = rowsAfter(of, events, someone.now)
        check(what, rows.map(textOf).sort(), got.map(textOf).sort())
      },
    }),
  }
}

const sentenceOf = ({ type, data }: Message) => `${type} ${textOf(data)}`
