import { type Message, plus, type Step, type Write } from '@watertight/domain'
import {
  Alarms,
  type CommandRow,
  Commands,
  type InstanceRow,
  Instances,
  Processes,
  type Turn,
} from './tables.ts'

/** Why something is done: kept with the commands it leads to, and with their events. */
export interface Cause {
  readonly causation: string
  readonly correlation?: string
  readonly trace?: string
}

/** One process as it was read. */
export interface Before {
  readonly process: string
  readonly instance: string
  /** Undefined while nothing is stored of it. */
  readonly row: InstanceRow | undefined
  readonly state: unknown
}

/** What a process manager answers to one thing, and how that thing is ticked off in the same commit. */
export interface Answer {
  readonly steps: readonly Step[]
  readonly cause: Cause
  readonly at: Date
  /** An event: the checkpoint moves. */
  readonly heard?: { readonly from: number; readonly to: number }
  /** A refusal: its command is over. */
  readonly refused?: CommandRow
}

/** The answer as rows of one commit, guarded by what was read. `alarms` are those that are set, `targetOf` names the context that decides a command. */
export function outcome(
  { process, instance, row, state }: Before,
  { steps, cause, at, heard, refused }: Answer,
  alarms: Iterable<string>,
  targetOf: (type: string) => string,
): readonly Write[] {
  const key = { process, instance }
  const { done, reactions, sent, carried } = row ?? { done: 0, reactions: 0, sent: 0, carried: 0 }
  const writes: Write[] = []
  const set = new Set(alarms)
  const alarmsBefore = set.size
  let next = state
  let isDone = done
  let number = sent

  const put = (to: string, { type, data }: Message) => {
    const turn: Turn = number === carried + (refused ? 1 : 0) ? 'next' : 'queued'
    const what = { target: targetOf(type), recipient: to, type, data: JSON.stringify(data) }
    const when = { turn, due: at.getTime(), failures: 0, code: null, because: null }
    writes.push(Commands.put({ ...key, number, ...what, ...when, meta: JSON.stringify(cause) }))
    number++
  }
  const wake = (alarm: string, due: number) => {
    set.add(alarm)
    writes.push(Alarms.put({ ...key, alarm, due, correlation: cause.correlation ?? null }))
  }
  const cancel = (alarm: string) => {
    set.delete(alarm)
    writes.push(Alarms.remove({ ...key, alarm }))
  }

  for (const step of steps) {
    if ('become' in step) next = step.become
    else if ('command' in step) put(step.to, step.command as Message)
    else if ('wake' in step)
      wake(step.wake, 'ms' in step.at ? step.at.ms : at.getTime() + step.at.afterMs)
    else if ('cancel' in step) cancel(step.cancel)
    else {
      isDone = 1
      for (const alarm of set) cancel(alarm)
    }
  }

  const ended = refused ? 1 : 0
  const changes = steps.length + ended > 0
  if (refused) writes.push(...over(refused))
  if (changes) {
    const now = { state: JSON.stringify(next), done: isDone, reactions: reactions + 1 }
    const counts = { sent: number, carried: carried + ended }
    writes.push(
      row
        ? Instances.patch(key, { ...now, ...counts }, { reactions, carried })
        : Instances.claim({ ...key, ...now, ...counts }),
    )
  }
  const started = row === undefined && changes ? 1 : 0
  writes.push(
    Processes.patch(
      { process },
      {
        ...(heard && { position: heard.to }),
        running: plus(started - (isDone - done)),
        alarms: plus(set.size - alarmsBefore),
        sending: plus(number - sent - ended),
      },
      heard && { position: heard.from },
    ),
  )
  return writes
}

/** A command is over; the next of its process has its turn. Refused where that happened before. */
export function carried(row: CommandRow): readonly Write[] {
  const { process, instance, number } = row
  return [
    ...over(row),
    Instances.patch({ process, instance }, { carried: number + 1 }, { carried: number }),
    Processes.patch({ process }, { sending: plus(-1) }),
  ]
}

const over = ({ process, instance, number }: CommandRow): readonly Write[] => [
  Commands.remove({ process, instance, number }),
  Commands.patch({ process, instance, number: number + 1 }, { turn: 'next' satisfies Turn }),
]
