import type { Clock } from '@watertight/ports'
import type { Output } from './output.ts'

export interface ProgressOptions {
  /** How many there are; without it neither a bar nor the time left is shown. */
  readonly total?: number
  /** What is counted, in the plural: `rows`. */
  readonly unit: string
}

/** The progress of one piece of work. */
export interface Progress {
  /** Says how many are done, and anything short worth showing beside it. Call it as often as you like. */
  update(done: number, extra?: string): void
  /** Leaves the last state on the screen. */
  done(): void
}

/** A terminal's line is drawn at most ten times a second; elsewhere a line is written every five seconds or tenth of the total. */
const redrawMs = 100
const writeMs = 5_000
/** The rate is that of the last ten seconds: what came before says little about the time left. */
const windowMs = 10_000
const barWidth = 24

/** Shows progress on `out`. It owns no timer: it draws when it is told something. */
export function progress(
  { total, unit }: ProgressOptions,
  { clock, out }: { readonly clock: Pick<Clock, 'now'>; readonly out: Output },
): Progress {
  const samples = [{ at: clock.now(), done: 0 }]
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawnDone = 0
  let drawn = ''
  let done = 0
  let extra = ''

  const rate = (now: number) => {
    const [oldest] = samples
    const passed = now - (oldest?.at ?? now)
    return passed > 0 ? ((done - (oldest?.done ?? 0)) * 1000) / passed : 0
  }

  const text = (now: number) => {
    const perSecond = rate(now)
    const parts = [`${count(done)}${total === undefined ? '' : ` of ${count(total)}`} ${unit}`]
    if (perSecond > 0) parts.push(`${count(perSecond)}/s`)
    if (total !== undefined && done < total && perSecond > 0)
      parts.push(`${duration((total - done) / perSecond)} left`)
    if (extra) parts.push(extra)
    return parts.join(', ')
  }

  const draw = (now: number) => {
    drawnAt = now
    drawnDone = done
    drawn = text(now)
    if (!out.isTerminal) return out.line(drawn)
    const line = total === undefined ? drawn : `${bar(done / total)} ${drawn}`
    out.write(`\r${line.slice(0, out.columns - 1)}\u001b[K`)
  }

  const isDue = (now: number) => {
    if (out.isTerminal) return now - drawnAt >= redrawMs
    return now - drawnAt >= writeMs || (total !== undefined && done - drawnDone >= total / 10)
  }

  return {
    update(value, note = '') {
      const now = clock.now()
      done = value
      extra = note
      const latest = samples.at(-1)
      if (latest && now - latest.at >= windowMs / 10) samples.push({ at: now, done })
      while (samples.length > 1 && now - (samples[1]?.at ?? now) >= windowMs) samples.shift()
      if (isDue(now)) draw(now)
    },
    done() {
      const now = clock.now()
      if (out.isTerminal || text(now) !== drawn) draw(now)
      if (out.isTerminal) out.write('\n')
    },
  }
}

const numbers = new Intl.NumberFormat('en')
const count = (value: number) => numbers.format(Math.round(value))

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
}

/** `42 s`, `3 min 5 s`, `2 h 10 min`. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
