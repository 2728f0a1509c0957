import type { SavedBreaker } from '../circuit-breaker/manage.ts'
import type {
  BreakerMode,
  BreakerOptions,
  BreakerSnapshot,
  OutcomeClass,
  TripReason,
} from '../index.ts'

/** Every option said, but the minimum of calls, which may follow the window. */
export type ModelOptions = Required<
  Omit<BreakerOptions, 'name' | 'mode' | 'classify' | 'minimumCalls'>
> & {
  readonly mode: BreakerMode
  readonly minimumCalls?: number
}

interface Ended {
  readonly at: number
  readonly failed: boolean
  readonly slow: boolean
}

/** A call that was admitted and has not ended. */
export interface Running {
  readonly life: number
  readonly startedAt: number
  /** Its permit is that of all calls: how long it takes is not known. */
  readonly isShared: boolean
  /** Begun while calls were watched for slowness, which they have been since. */
  isWatched: boolean
}

interface Figures {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

interface Trip extends Figures {
  readonly reason: TripReason
  readonly at: number
  readonly openMs: number
}

type Group = SavedBreaker['window'][number]

/** The circuit breaker as its README describes it and in the plainest way: lists of calls with their times, all of them looked at again for every question. It shares no code with the breaker. */
export class BreakerModel {
  #options: ModelOptions
  readonly #chance: (opening: number) => number
  #mode: BreakerMode = 'automatic'
  #state: 'closed' | 'open' | 'half-open' = 'closed'
  #life = 0
  #since: number
  #openings = 0
  #until = 0
  #trip: Trip | undefined
  #step = 0
  #probes: readonly Ended[] = []
  #ended: readonly Ended[] = []
  #running: readonly Running[] = []
  /** Nothing that was seen by then can be unseen. */
  #lookedAt = 0
  /** `closed → open` for each change. */
  readonly changes: string[] = []
  readonly #tallies = {
    successes: 0,
    failures: 0,
    slow: 0,
    ignored: 0,
    trips: 0,
    rejected: 0,
    late: 0,
  }

  /** `chance` of the first opening, the second … */
  constructor(options: ModelOptions, now: number, chance: (opening: number) => number) {
    this.#options = options
    this.#since = now
    this.#chance = chance
    if (options.mode === 'forced open') this.setMode('forced open', now)
    else this.#mode = options.mode
    this.changes.length = 0
  }

  get mode(): BreakerMode {
    return this.#mode
  }

  get state(): string {
    return this.#state
  }

  /** A call, or `refused`, or `unheard`: admitted, and its end is nobody's business. */
  tryCall(now: number, mayShare: boolean): Running | 'refused' | 'unheard' {
    if (this.#mode === 'disabled') return 'unheard'
    const isTimed = this.#options.slowAfterMs < Number.POSITIVE_INFINITY
    this.#look(now)
    if (this.#state === 'closed') this.#judgeRunning(now)
    const isFull =
      this.#state === 'half-open' && this.#probes.length + this.#out().length >= this.#size()
    if (this.#state === 'open' || isFull) {
      this.#tallies.rejected++
      return this.#mode === 'shadow' ? 'unheard' : 'refused'
    }
    const isShared = mayShare && this.#state === 'closed' && !isTimed
    const isWatched = this.#state === 'closed' && isTimed
    const call = { life: this.#life, startedAt: now, isShared, isWatched }
    this.#running = [...this.#out(), call]
    return call
  }

  /** `ms`: how long it took, where it is told after it has ended. */
  end(call: Running, outcome: OutcomeClass, now: number, ms = now - call.startedAt): void {
    const at = call.isShared ? now : call.startedAt + ms
    if (call.life === this.#life) this.#look(at)
    this.#running = this.#running.filter((other) => other !== call)
    if (call.life !== this.#life) {
      this.#tallies.late++
      return
    }
    if (outcome === 'ignored') {
      this.#tallies.ignored++
      return
    }
    const tookLong = !call.isShared && ms >= this.#options.slowAfterMs
    const slow = outcome === 'slow' || tookLong
    const failed = outcome === 'failure'
    this.#tallies[failed ? 'failures' : 'successes']++
    if (slow) this.#tallies.slow++
    if (this.#state === 'half-open') {
      this.#probes = [...this.#probes, { at, failed, slow }]
      this.#judgeStep(at)
      return
    }
    this.#ended = [...this.#held(at), { at: Math.max(at, this.#lookedAt), failed, slow }]
    if (failed || slow) this.#judge(at)
  }

  /** Whether these options go together with those that stay. */
  accepts(changes: Partial<Omit<ModelOptions, 'mode'>>): boolean {
    const { window, minimumCalls, openMs, openMaxMs } = { ...this.#options, ...changes }
    if (openMaxMs < openMs) return false
    return (
      minimumCalls === undefined ||
      (!('inARow' in window) && minimumCalls <= ('calls' in window ? window.calls : Infinity))
    )
  }

  reconfigure(changes: Partial<Omit<ModelOptions, 'mode'>>, now: number): void {
    this.#look(now)
    const held = this.#groups(now)
    this.#options = { ...this.#options, ...changes }
    if (changes.window) this.#ended = refilled(held, now)
    if (this.#options.slowAfterMs === Number.POSITIVE_INFINITY)
      for (const call of this.#running) call.isWatched = false
    if (this.#state === 'half-open') this.#judgeStep(now)
  }

  setMode(mode: BreakerMode, now: number): void {
    const before = this.#mode
    this.#mode = mode
    if (mode === 'forced open') {
      this.#open('forced', this.#figures(now), now)
      this.#until = Number.POSITIVE_INFINITY
    } else if (mode === 'forced closed' || mode === 'disabled') this.#close(now)
    else if (before === 'forced open') this.#probe(0, now)
  }

  save(now: number): SavedBreaker {
    const seen = this.#seen(now)
    return {
      version: 1,
      mode: seen.#mode,
      state: seen.#state,
      inStateMs: now - seen.#since,
      openings: seen.#openings,
      ...(seen.#state === 'open' &&
        seen.#until < Number.POSITIVE_INFINITY && { waitMs: seen.#until - now }),
      ...(seen.#state === 'half-open' && { step: seen.#step }),
      ...(seen.#trip && { lastTrip: aged(seen.#trip, now) }),
      window: this.#groups(now),
    }
  }

  restore(saved: SavedBreaker, agoMs: number, now: number): void {
    this.#become(saved.state, now - saved.inStateMs - agoMs)
    this.#mode = saved.mode
    this.#openings = saved.openings
    this.#until = saved.waitMs === undefined ? Infinity : now - agoMs + saved.waitMs
    this.#step = saved.step ?? 0
    this.#probes = []
    const { lastTrip } = saved
    this.#trip = undefined
    if (lastTrip) {
      const { reason, openMs, calls, failures, slow } = lastTrip
      this.#trip = { reason, at: now - agoMs - lastTrip.agoMs, openMs, calls, failures, slow }
    }
    this.#ended = refilled(
      saved.window.map((group) => ({ ...group, agoMs: group.agoMs + agoMs })),
      now,
    )
  }

  retryAfterMs(now: number): number {
    return this.#seen(now).#wait(now)
  }

  snapshot(now: number): BreakerSnapshot {
    this.#lookedAt = Math.max(now, this.#lookedAt)
    const seen = this.#seen(now)
    const { window, failureRate, slowRate, slowAfterMs, ramp } = this.#options
    const figures = this.#figures(now)
    const probes = sum(seen.#probes)
    return {
      name: 'b',
      state: seen.#state,
      mode: this.#mode,
      inStateMs: now - seen.#since,
      retryAfterMs: seen.#wait(now),
      window: {
        ...('calls' in window
          ? ({ kind: 'calls', size: window.calls } as const)
          : 'inARow' in window
            ? ({ kind: 'in a row', size: window.inARow } as const)
            : ({ kind: 'time', ms: window.ms, buckets: window.buckets ?? 10 } as const)),
        ...figures,
        failureRate: figures.calls === 0 ? 0 : figures.failures / figures.calls,
        slowRate: figures.calls === 0 ? 0 : figures.slow / figures.calls,
        overdue: this.#overdue(now),
      },
      thresholds: {
        failureRate,
        slowRate,
        ...(slowAfterMs < Number.POSITIVE_INFINITY && { slowAfterMs }),
        minimumCalls: this.#minimum(),
      },
      ...(seen.#state === 'half-open' && {
        probes: {
          step: seen.#step + 1,
          steps: ramp.length,
          permits: seen.#size(),
          pending: seen.#out().length,
          done: probes.calls,
          failures: probes.failures,
          slow: probes.slow,
        },
      }),
      ...this.#tallies,
      trips: seen.#tallies.trips,
      ...(seen.#trip && { lastTrip: aged(seen.#trip, now) }),
    }
  }

  /** Times at which something is due, or just not: where mistakes of one are seen. */
  moments(now: number): number[] {
    const { slowAfterMs, probeMaxMs, openDecayMs, window } = this.#options
    const bucketMs = 'ms' in window ? window.ms / (window.buckets ?? 10) : Number.NaN
    return [
      now + this.retryAfterMs(now),
      ...this.#out().flatMap(({ startedAt }) => [startedAt + slowAfterMs, startedAt + probeMaxMs]),
      this.#since + openDecayMs * (1 + Math.floor((now - this.#since) / openDecayMs)),
      bucketMs * (1 + Math.floor(now / bucketMs)),
      bucketMs * ((window as { buckets?: number }).buckets ?? 10) + now,
    ].filter((at) => at >= now && at < now + 1e7)
  }

  /** As whoever looks now finds it. */
  #seen(now: number): BreakerModel {
    const seen = new BreakerModel(this.#options, now, this.#chance)
    seen.#mode = this.#mode
    seen.#state = this.#state
    seen.#life = this.#life
    seen.#since = this.#since
    seen.#openings = this.#openings
    seen.#until = this.#until
    seen.#trip = this.#trip
    seen.#step = this.#step
    seen.#probes = this.#probes
    seen.#ended = this.#ended
    seen.#running = this.#running
    seen.#lookedAt = this.#lookedAt
    seen.#tallies.trips = this.#tallies.trips
    seen.#look(now)
    if (seen.#state === 'closed') seen.#judgeRunning(now)
    return seen
  }

  /** What time alone has done by now, one thing after the other. */
  #look(now: number): void {
    for (;;) {
      if (this.#state === 'open' && this.#until <= now) this.#probe(0, this.#until)
      else if (this.#state !== 'half-open' || !this.#probesFailBy(now)) return
    }
  }

  #probesFailBy(now: number): boolean {
    const { probeMaxMs, slowAfterMs, slowRate } = this.#options
    const started = this.#out().map((call) => call.startedAt)
    const done = sum(this.#probes)
    const hungAt = Math.min(...started.map((at) => at + probeMaxMs))
    const isTooSlow = (at: number) => {
      const late = started.filter((start) => start + slowAfterMs <= at).length
      return late > 0 && (done.slow + late) / this.#size() >= slowRate
    }
    const slowAt = Math.min(...started.map((at) => at + slowAfterMs).filter(isTooSlow))
    if (Math.min(hungAt, slowAt) > now) return false
    if (hungAt <= slowAt) {
      this.#open('probe hung', done, hungAt)
      return true
    }
    // as many as were needed: those admitted at the same moment do not all count
    let late = 1
    while ((done.slow + late) / this.#size() < slowRate) late++
    const counts = { ...done, calls: done.calls + late, slow: done.slow + late }
    this.#open('probes slow', counts, slowAt)
    return true
  }

  #judgeRunning(now: number): void {
    if (this.#overdue(now) > 0) this.#judge(now)
  }

  #judge(now: number): void {
    if (this.#mode === 'forced closed' || this.#mode === 'forced open') return
    const { window, failureRate, slowRate } = this.#options
    const figures = this.#figures(now)
    const { calls, failures, slow } = figures
    if ('inARow' in window) {
      if (calls >= window.inARow) this.#open('calls in a row', figures, now)
    } else if (calls < this.#minimum()) return
    else if (failures / calls >= failureRate) this.#open('failure rate', figures, now)
    else if (slow / calls >= slowRate) this.#open('slow rate', figures, now)
  }

  #judgeStep(now: number): void {
    const { failureRate, slowRate, ramp } = this.#options
    const done = sum(this.#probes)
    const size = this.#size()
    const isFailed = (failures: number) => failures / size >= failureRate
    const isSlow = (slow: number) => slow / size >= slowRate
    const left = Math.max(0, size - done.calls)
    if (isFailed(done.failures)) this.#open('probes failed', done, now)
    else if (isSlow(done.slow)) this.#open('probes slow', done, now)
    else if (left > 0 && (isFailed(done.failures + left) || isSlow(done.slow + left))) return
    else if (this.#step < ramp.length - 1) this.#probe(this.#step + 1, now)
    else this.#close(now)
  }

  #open(reason: TripReason, { calls, failures, slow }: Figures, at: number): void {
    const { openMs, openFactor, openMaxMs, openDecayMs, openJitter } = this.#options
    if (this.#state === 'closed') {
      const forgotten = openDecayMs === 0 ? Infinity : Math.floor((at - this.#since) / openDecayMs)
      this.#openings = Math.max(0, this.#openings - forgotten)
    }
    const wait = openMs * openFactor ** this.#openings
    const chance = this.#chance(this.#tallies.trips)
    const drawn = Math.min(wait, openMaxMs) * (1 + openJitter * (2 * chance - 1))
    this.#openings++
    this.#tallies.trips++
    this.#until = at + drawn
    this.#trip = { reason, at, openMs: drawn, calls, failures, slow }
    this.#become('open', at)
  }

  #close(now: number): void {
    this.#ended = []
    this.#become('closed', now)
  }

  #probe(step: number, at: number): void {
    this.#step = step
    this.#probes = []
    this.#become('half-open', at)
  }

  #become(state: 'closed' | 'open' | 'half-open', at: number): void {
    this.changes.push(`${this.#state} → ${state}`)
    this.#state = state
    this.#since = at
    this.#life++
  }

  /** Running calls that belong to the present state. */
  #out(): readonly Running[] {
    return this.#running.filter(({ life }) => life === this.#life)
  }

  #overdue(now: number): number {
    const at = Math.max(now, this.#lookedAt)
    const { slowAfterMs } = this.#options
    return this.#out().filter((it) => it.isWatched && at - it.startedAt >= slowAfterMs).length
  }

  /** Of the calls that ended, those the window still holds. */
  #held(now: number): readonly Ended[] {
    const { window } = this.#options
    if ('calls' in window) return this.#ended.slice(-window.calls)
    if ('inARow' in window)
      return this.#ended.slice(this.#ended.findLastIndex((it) => !it.failed && !it.slow) + 1)
    const bucketMs = window.ms / (window.buckets ?? 10)
    const bucketOf = (at: number) => Math.floor(at / bucketMs)
    const present = bucketOf(Math.max(now, this.#lookedAt))
    return this.#ended.filter((it) => bucketOf(it.at) > present - (window.buckets ?? 10))
  }

  #figures(now: number): Figures {
    const { calls, failures, slow } = sum(this.#held(now))
    const overdue = this.#overdue(now)
    return { calls: calls + overdue, failures, slow: slow + overdue }
  }

  #minimum(): number {
    const { window, minimumCalls } = this.#options
    if (minimumCalls !== undefined) return minimumCalls
    return 'ms' in window ? 20 : Math.min(20, 'calls' in window ? window.calls : window.inARow)
  }

  #size(): number {
    const { ramp } = this.#options
    return ramp[this.#step] ?? (ramp.at(-1) as number)
  }

  #wait(now: number): number {
    const { openMs, probeMaxMs } = this.#options
    if (this.#mode === 'shadow' || this.#state === 'closed') return 0
    if (this.#state === 'open') return this.#mode === 'forced open' ? openMs : this.#until - now
    const out = this.#out()
    if (this.#probes.length + out.length < this.#size()) return 0
    return Math.min(openMs, ...out.map(({ startedAt }) => startedAt + probeMaxMs - now))
  }

  /** What the window holds, for another to go on with. */
  #groups(now: number): Group[] {
    const { window } = this.#options
    const held = this.#held(now)
    if ('inARow' in window) {
      const both = held.filter((it) => it.failed && it.slow)
      const onlyFailed = held.filter((it) => it.failed && !it.slow)
      const onlySlow = held.filter((it) => !it.failed && it.slow)
      const kinds = [both, onlyFailed, onlySlow].filter((kind) => kind.length > 0)
      return kinds.map((kind) => ({ agoMs: 0, ...sum(kind) }))
    }
    const groups = new Map<string, Ended[]>()
    if ('calls' in window) {
      let run = 0
      held.forEach((it, i) => {
        const before = held[i - 1]
        if (before && (before.failed !== it.failed || before.slow !== it.slow)) run++
        groups.set(`${run}`, [...(groups.get(`${run}`) ?? []), it])
      })
      return [...groups.values()].map((run) => ({ agoMs: 0, ...sum(run) }))
    }
    const bucketMs = window.ms / (window.buckets ?? 10)
    for (const it of held) {
      const bucket = `${Math.floor(it.at / bucketMs)}`
      groups.set(bucket, [...(groups.get(bucket) ?? []), it])
    }
    return [...groups].map(([bucket, all]) => ({
      agoMs: Math.max(0, now - (Number(bucket) + 0.5) * bucketMs),
      ...sum(all),
    }))
  }
}

const sum = (ended: readonly Ended[]): Figures => ({
  calls: ended.length,
  failures: ended.filter((it) => it.failed).length,
  slow: ended.filter((it) => it.slow).length,
})

const aged = ({ at, ...figures }: Trip, now: number) => ({ ...figures, agoMs: now - at })

/** Calls of which only sums are known: the bad ones first. */
const refilled = (groups: readonly Group[], now: number): Ended[] =>
  groups.flatMap(({ agoMs, calls, failures, slow }) =>
    Array.from({ length: calls }, (_, i) => ({
      at: now - agoMs,
      failed: i < failures,
      slow: i < slow,
    })),
  )
