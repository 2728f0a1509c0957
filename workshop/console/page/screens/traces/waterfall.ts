import type { SpanView } from '../../../server/views/trace-view.ts'

/** A bar of the waterfall: how deep it hangs, and where it is, as shares of the whole. */
export interface Bar {
  readonly span: SpanView
  readonly depth: number
  readonly from: number
  readonly width: number
  /** It began before what led to it: the clocks of the two services differ. */
  readonly isSkewed: boolean
}

/** The spans as a tree, each below what led to it; one whose parent nobody remembers is a root. */
export function waterfall(spans: readonly SpanView[]): readonly Bar[] {
  if (spans.length === 0) return []
  const begin = beginOf(spans)
  const whole = spanOf(spans)
  const known = new Map(spans.map((span) => [span.span, span]))
  const children = Map.groupBy(spans, ({ parent, span }) =>
    parent !== undefined && parent !== span && known.has(parent) ? parent : '',
  )
  const bars: Bar[] = []
  const placed = new Set<SpanView>()
  const place = (span: SpanView, depth: number) => {
    if (placed.has(span)) return
    placed.add(span)
    const above = span.parent === undefined ? undefined : known.get(span.parent)
    bars.push({
      ...{ span, depth, from: (span.start - begin) / whole, width: span.ms / whole },
      isSkewed: above !== undefined && span.start < above.start - skewMs,
    })
    for (const child of children.get(span.span) ?? []) place(child, depth + 1)
  }
  for (const root of children.get('') ?? []) place(root, 0)
  // parents that lead in a circle are no reason to lose anything
  for (const span of spans) place(span, 0)
  return bars
}

const beginOf = (spans: readonly SpanView[]) =>
  spans.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY)

/** How long all of it took, in ms; 1 at least. */
export const spanOf = (spans: readonly SpanView[]): number =>
  Math.max(1, spans.reduce((last, { start, ms }) => Math.max(last, start + ms), 0) - beginOf(spans))

/** Clocks of one machine agree within this. */
const skewMs = 5
