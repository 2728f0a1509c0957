import { computed, effect, signal } from '@preact/signals'
import { ask } from '../../ask.ts'
import { type LogMoment, momentQuery } from './moments.ts'
import { type Overview, type Steps, StreamPath } from './stream-path.ts'
import { byRevision, byTime } from './timeline-scale.ts'

/** An event as it is stored, and as it is read today. */
export interface EventDetail {
  readonly id: string
  readonly revision: number
  readonly position: number
  readonly at: number
  readonly type: string
  readonly tags: readonly string[]
  readonly bytes: number
  readonly version: number
  readonly current: number | null
  readonly meta: {
    readonly correlation: string | null
    readonly causation: string | null
    readonly trace: string | null
    readonly by: string | null
  }
  /** Null where nothing tells which of its fields are personal. */
  readonly raw: unknown
  readonly data: unknown
  readonly failure?: string
}

/** Details are fetched once the reader rests. */
const restMs = 120

/** One stream that is looked at: where the reader is in it, and what is known there. `start` is a revision, or a moment that the service turns into one. */
export function streamModel(service: string, stream: string) {
  const log = `api/log/${encodeURIComponent(service)}`
  const base = `${log}/streams/${encodeURIComponent(stream)}`
  const overview = signal<Overview | undefined>(undefined)
  const trouble = signal('')
  const revision = signal(0)
  const scale = signal<'time' | 'revision'>('time')
  const disclosure = signal<{ readonly id: string; readonly until: number } | undefined>(undefined)
  const detail = signal<EventDetail | undefined>(undefined)
  const path = signal<StreamPath | undefined>(undefined)
  /** Counts what has come, so that whoever shows a part that was not there looks again. */
  const arrived = signal(0)
  const also = (mark: '?' | '&') =>
    disclosure.value ? `${mark}disclosure=${disclosure.value.id}` : ''

  /** Reads the stream, to begin at a revision; at its end unless told. */
  async function open(start?: number): Promise<void> {
    const said = await ask<Overview>(base)
    if (!said.ok) {
      trouble.value = said.why
      return
    }
    trouble.value = ''
    path.value?.stop()
    overview.value = said.value
    path.value = new StreamPath(
      said.value.revision,
      async (after, limit) => {
        const steps = await ask<Steps>(`${base}/steps?after=${after}&limit=${limit}${also('&')}`)
        if (!steps.ok) throw new Error(steps.why)
        return steps.value
      },
      () => void arrived.value++,
    )
    const end = said.value.revision
    revision.value = Math.min(start ?? end, end)
    void path.value.fillAround(revision.value)
  }

  const moment = computed(() => {
    void arrived.value
    return path.value?.at(revision.value)
  })
  const timeline = computed(() => {
    const known = overview.value
    if (known === undefined) return byRevision(0)
    return scale.value === 'time'
      ? byTime(known.outline, known.revision)
      : byRevision(known.revision)
  })

  let resting: ReturnType<typeof setTimeout> | undefined
  const leave = effect(() => {
    const at = revision.value
    void disclosure.value
    clearTimeout(resting)
    if (at === 0) {
      detail.value = undefined
      return
    }
    resting = setTimeout(async () => {
      const said = await ask<EventDetail>(`${base}/events/${at}${also('?')}`)
      if (revision.value === at) detail.value = said.ok ? said.value : undefined
    }, restMs)
  })

  return {
    ...{ service, stream, overview, trouble, revision, scale, disclosure, detail, path, arrived },
    ...{ moment, timeline, open },

    goTo(to: number): void {
      revision.value = Math.min(overview.value?.revision ?? 0, Math.max(0, Math.round(to)))
    },

    /** The revision at a position of the log or at a time; says what is wrong with what cannot be one. */
    async goToMoment(moment: LogMoment): Promise<void> {
      const known = path.value?.revisionAt(moment)
      if (known !== undefined) {
        trouble.value = ''
        revision.value = known
        return
      }
      const said = await ask<Overview>(`${base}?${momentQuery(moment)}`)
      trouble.value = said.ok ? '' : said.why
      if (said.ok) revision.value = said.value.asOf
    },

    /** Shows personal data of this stream for a quarter of an hour; the reason is kept. */
    async disclose(reason: string): Promise<string> {
      const said = await ask<{ readonly disclosure: string; readonly until: number }>(
        `${log}/disclosures`,
        { stream, reason },
      )
      if (!said.ok) return said.why
      disclosure.value = { id: said.value.disclosure, until: said.value.until }
      await open(revision.value)
      return ''
    },

    close(): void {
      leave()
      clearTimeout(resting)
      path.value?.stop()
    },
  }
}
export type StreamModel = ReturnType<typeof streamModel>
