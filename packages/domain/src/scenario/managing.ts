import type { CommandType, EventType, Message, MessageOf } from '../message.ts'
import type { ProcessManager } from '../process/process-manager.ts'
import type { Step } from '../process/steps.ts'
import type { About } from '../published-language.ts'
import type { Refusal } from '../refusal.ts'
import { check, ScenarioFailed, textOf } from './scenario-failed.ts'

/** What can happen to a process: an event, an alarm that rings, or the refusal of a command that it sent. */
export type Happening<E extends EventType, C extends CommandType, A extends string> =
  | MessageOf<E>
  | { readonly rings: A }
  | { readonly refused: MessageOf<C>; readonly as: Refusal }

export interface ProcessScenario<S, E extends EventType, C extends CommandType, A extends string> {
  /** What has happened so far. */
  given(...happened: readonly Happening<E, C, A>[]): {
    /** What happens now; `id` and `at` where the process asks who or when. */
    when(
      happening: Happening<E, C, A>,
      about?: Partial<About>,
    ): {
      /** Exactly these steps follow, in this order; none where nothing follows. */
      then(...steps: readonly Step<S, C, A>[]): void
    }
  }
}

/** What a process manager does, as whoever runs it would let it: only alarms that are set ring, only what was sent is refused, and nothing follows once it is done. */
export function managing(
  of: ProcessManager,
  someone: About,
): ProcessScenario<unknown, EventType, CommandType, string> {
  return {
    given: (...happened) => ({
      when(happening, more) {
        const about = { ...someone, ...more }
        const process = run(of, about)
        for (const earlier of happened) process.take(earlier)
        const steps = process.take(happening)
        return {
          // biome-ignore lint/suspicious/noThenProperty: given, when, then are the field's words
          then(...expected) {
            check(`${of.name} when ${sentenceOf(happening)}`, texts(expected), texts(steps))
          },
        }
      },
    }),
  }
}

type Any = Happening<EventType, CommandType, string>

function run(of: ProcessManager, about: About) {
  let state = of.initial()
  let isDone = false
  const alarms = new Set<string>()
  const sent = new Set<string>()

  function react(happening: Any): readonly Step[] {
    const possible = (holds: boolean, what: string) => {
      if (!holds) throw new ScenarioFailed(`${of.name} given what happened`, [what], [])
    }
    if ('rings' in happening) {
      possible(alarms.delete(happening.rings), `the alarm ${happening.rings} is set`)
      return of.ring(happening.rings, state, about)
    }
    if ('refused' in happening) {
      possible(sent.delete(textOf(happening.refused)), `${sentenceOf(happening)}: it was sent`)
      const steps = of.refused(happening.refused as never, happening.as, state, about)
      possible(steps !== undefined, `${sentenceOf(happening)}: there is a reaction to it`)
      return steps as readonly Step[]
    }
    return isDone ? [] : of.react(happening as never, state, about)
  }

  return {
    take(happening: Any): readonly Step[] {
      const steps = react(happening)
      for (const step of steps) {
        if ('become' in step) state = step.become
        else if ('wake' in step) alarms.add(step.wake)
        else if ('cancel' in step) alarms.delete(step.cancel)
        else if ('command' in step) sent.add(textOf(step.command))
        else {
          isDone = true
          alarms.clear()
        }
      }
      return steps
    },
  }
}

const texts = (steps: readonly Step[]) => steps.map(textOf)

function sentenceOf(happening: Any): string {
  if ('rings' in happening) return `${happening.rings} rings`
  const { type } = ('refused' in happening ? happening.refused : happening) as Message
  return 'refused' in happening ? `${type} is refused as ${happening.as.refused}` : type
}
