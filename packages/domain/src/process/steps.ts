import { DomainError } from '../domain-error.ts'
import type { CommandType } from '../message.ts'
import type { Dispatch } from '../translation.ts'
import { type Duration, milliseconds } from './duration.ts'

export interface Become<S> {
  readonly become: S
}
/** `at` is when, as milliseconds since 1970, or after the event that is answered. */
export interface Wake<A extends string> {
  readonly wake: A
  readonly at: { readonly ms: number } | { readonly afterMs: number }
}
export interface Cancel<A extends string> {
  readonly cancel: A
}
export interface Done {
  readonly done: true
}

/** What a process manager wants done next, as data: whoever runs it stores all steps of one answer together or none. */
export type Step<S = any, C extends CommandType = any, A extends string = any> =
  | Become<S>
  | Dispatch<C>
  | Wake<A>
  | Cancel<A>
  | Done

/** The state from now on. */
export const become = <const S>(state: S): Become<S> => ({ become: state })

/** Rings the alarm after a while or at a time; setting it again moves it. */
export const wake = <const A extends string>(
  alarm: A,
  when: { readonly in: Duration } | { readonly at: Date },
): Wake<A> => ({
  wake: alarm,
  at: 'in' in when ? { afterMs: milliseconds(when.in) } : { ms: timeOf(alarm, when.at) },
})

function timeOf(alarm: string, at: Date): number {
  const ms = at.getTime()
  if (Number.isNaN(ms))
    throw new DomainError('WT_PROCESS_INVALID', `the alarm ${alarm} is set to no time`, { alarm })
  return ms
}

/** Takes the alarm back; nothing where it is not set. */
export const cancel = <const A extends string>(alarm: A): Cancel<A> => ({ cancel: alarm })

/** The process is over: its alarms are taken back, and what it hears later is passed over. */
export const done = (): Done => ({ done: true })
