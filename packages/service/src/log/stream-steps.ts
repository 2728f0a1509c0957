import type { Engine, StoredEvent } from '@watertight/eventstore'
import type { Clock } from '@watertight/ports'
import type { Folded, Folding } from './folding.ts'
import { diff, type Json, type Patch } from './json-patch.ts'
import { viewing } from './view.ts'

export interface Step {
  readonly revision: number
  readonly position: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly type: string
  /** What the event changed of the state before it; null where the state is not known. */
  readonly change: Patch | null
}
export interface Steps {
  /** The state before the first of the steps; null where it is not known. */
  readonly base: Json
  readonly steps: readonly Step[]
  /** How far the stream is folded: where that is before the first step, asking again goes on from there. Null for a stream that has no state. */
  readonly folded: number | null
  /** Why the state is not known from some event on. */
  readonly failure?: string
}

export const stepDefaults = Object.freeze({
  /** A state is kept after so many events, so that no step costs more than to fold these. */
  spacing: 256,
  /** States kept of one stream; beyond that every second one goes. */
  marks: 1_024,
  /** Characters that the states of one stream have together, in JSON. */
  characters: 32_000_000,
  /** Streams whose states are kept, those looked at last. */
  streams: 4,
  /** Events folded for one answer. */
  folds: 50_000,
})

type StepLimits = { readonly [K in keyof typeof stepDefaults]: number }

/** Between two such pages others have their turn. */
const pageSize = 500

interface Path {
  readonly marks: Folded[]
  spacing: number
  characters: number
  /** The furthest that was folded. */
  end: Folded
  /** States are kept until here: whoever folds a part again keeps none twice. */
  readonly lengths: number[]
  /** One at a time. */
  turn: Promise<unknown>
}

/** Streams as steps: each event with what it changed. States are kept along the way, so a step anywhere in a long stream costs little, and no answer folds more than `folds` events. */
export function streamSteps(
  engine: Pick<Engine, 'readStream'>,
  folding: Folding,
  clock: Pick<Clock, 'soon'>,
  limits: StepLimits = stepDefaults,
) {
  const paths = new Map<string, Path>()
  const masked = viewing()
  const whole = viewing()

  function pathOf(stream: string, start: Folded): Path {
    const path = paths.get(stream) ?? {
      ...{ marks: [start], lengths: [0], spacing: limits.spacing, characters: 0 },
      ...{ end: start, turn: Promise.resolve() },
    }
    paths.delete(stream)
    paths.set(stream, path)
    for (const oldest of paths.keys()) {
      if (paths.size <= limits.streams) break
      paths.delete(oldest)
    }
    return path
  }

  function keep(path: Path, folded: Folded): void {
    const length = JSON.stringify(whole(folded.state, folded.state)).length
    path.marks.push(folded)
    path.lengths.push(length)
    path.characters += length
    while (path.marks.length > 2 && isFull(path)) thin(path)
  }
  const isFull = ({ marks, characters }: Path) =>
    marks.length > limits.marks || characters > limits.characters

  /** Every second state goes, but the first. */
  function thin(path: Path): void {
    path.spacing *= 2
    const isKept = path.marks.map(({ revision }) => revision % path.spacing === 0)
    for (const list of [path.marks, path.lengths] as unknown[][])
      list.splice(0, list.length, ...list.filter((_, i) => isKept[i]))
    path.characters = path.lengths.reduce((sum, length) => sum + length, 0)
  }

  /** The stream folded up to this revision, or as far as one answer may take it. */
  async function foldedTo(
    path: Path,
    stream: string,
    to: number,
    evolve: (before: Folded, event: StoredEvent) => Folded,
    signal: AbortSignal,
  ): Promise<Folded> {
    let folded = path.marks.findLast(({ revision }) => revision <= to) as Folded
    if (path.end.revision <= to && path.end.revision > folded.revision) folded = path.end
    const most = folded.revision + limits.folds
    while (folded.revision < Math.min(to, most)) {
      signal.throwIfAborted()
      const limit = Math.min(pageSize, to - folded.revision, most - folded.revision)
      const events = await engine.readStream(stream, { after: folded.revision, limit })
      if (events.length === 0) break
      for (const event of events) {
        folded = evolve(folded, event)
        const isNew = folded.revision > (path.marks.at(-1)?.revision ?? 0)
        if (isNew && folded.revision % path.spacing === 0) keep(path, folded)
      }
      if (folded.revision > path.end.revision) path.end = folded
      await new Promise<void>((resolve) => clock.soon(resolve))
    }
    return folded
  }

  async function read(
    stream: string,
    { after, limit, isDisclosed, signal }: StepsWanted,
    path: Path | undefined,
    evolve: (before: Folded, event: StoredEvent) => Folded,
  ): Promise<Steps> {
    const events = await engine.readStream(stream, { after, limit })
    const start = path && (await foldedTo(path, stream, after, evolve, signal))
    if (start === undefined || start.revision < after)
      return { base: null, steps: events.map(unchanged), folded: start ? start.revision : null }
    const view = ({ state, blind, failure }: Folded): Json =>
      failure !== undefined ? null : isDisclosed ? whole(state, state) : masked(state, blind)
    let folded = start
    let before = view(folded)
    const base = before
    const steps = events.map((event): Step => {
      folded = evolve(folded, event)
      if (folded.failure !== undefined) return unchanged(event)
      const now = view(folded)
      const change = diff(before, now)
      before = now
      return { ...unchanged(event), change }
    })
    const { revision, failure } = folded
    return { base, steps, folded: revision, ...(failure !== undefined && { failure }) }
  }

  return async (stream: string, wanted: StepsWanted): Promise<Steps> => {
    const owner = folding.ownerOf(stream)
    if (owner === undefined) return read(stream, wanted, undefined, (before) => before)
    const path = pathOf(stream, folding.initial(owner))
    const steps = path.turn.then(() =>
      read(stream, wanted, path, (before, event) => folding.evolve(owner, before, event)),
    )
    path.turn = steps.catch(() => {})
    return steps
  }
}

export interface StepsWanted {
  /** Steps behind this revision. */
  readonly after: number
  readonly limit: number
  readonly isDisclosed: boolean
  readonly signal: AbortSignal
}

const unchanged = ({ revision, position, at, type }: StoredEvent): Step => ({
  ...{ revision, position, at, type },
  change: null,
})
