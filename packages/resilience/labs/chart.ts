/** One line: a value for each second; the name stands in the legend. */
export interface Series {
  readonly name: string
  readonly values: readonly number[]
  readonly style: 'main' | 'other' | 'third' | 'reference'
}

export interface Panel {
  readonly title: string
  readonly series: readonly Series[]
  readonly scale?: 'linear' | 'log'
  readonly max?: number
}

export interface Chart {
  readonly title: string
  readonly subtitle: string
  readonly panels: readonly Panel[]
  /** What happened when: a label over the span from one second to another. */
  readonly spans: readonly { readonly name: string; readonly from: number; readonly to: number }[]
}

const width = 880
const left = 64
const right = 24
const top = 92
const panelHeight = 190
const gap = 64

/** A chart over time as one SVG file that follows the reader's light or dark scheme. */
export function chartSvg(chart: Chart): string {
  const seconds = Math.max(...chart.spans.map(({ to }) => to))
  const height = top + chart.panels.length * (panelHeight + gap)
  const x = (second: number) => left + (second / seconds) * (width - left - right)
  const bottom = height - gap
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(chart.title)}">
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}" rx="10"/>
<text class="title" x="${left}" y="34">${escaped(chart.title)}</text>
<text class="quiet" x="${left}" y="54">${escaped(chart.subtitle)}</text>
${chart.spans.map((span, i) => spanSvg(span, i, x, bottom)).join('\n')}
${chart.panels.map((panel, i) => panelSvg(panel, top + i * (panelHeight + gap), x)).join('\n')}
${ticks(seconds, 10)
  .map(
    (s) => `<text class="quiet" x="${x(s)}" y="${bottom + 18}" text-anchor="middle">${s} s</text>`,
  )
  .join('\n')}
</svg>
`
}

function spanSvg(
  { name, from, to }: Chart['spans'][number],
  index: number,
  x: (second: number) => number,
  bottom: number,
): string {
  const band =
    index % 2 === 1
      ? `<rect class="band" x="${x(from)}" y="${top - 22}" width="${x(to) - x(from)}" height="${bottom - top + 22}"/>`
      : ''
  return `${band}<text class="quiet" x="${(x(from) + x(to)) / 2}" y="${top - 8}" text-anchor="middle">${escaped(name)}</text>`
}

function panelSvg(panel: Panel, above: number, x: (second: number) => number): string {
  const plotTop = above + 26
  const plotHeight = panelHeight - 26
  const highest =
    panel.max ?? Math.max(...panel.series.flatMap(({ values }) => values.filter(Number.isFinite)))
  const isLog = panel.scale === 'log'
  const lines = isLog ? powers(highest) : ticks(highest * 1.05, niceStep(highest))
  const lowest = isLog ? Math.log10(lines[0] as number) : 0
  const span = isLog ? Math.log10(highest * 1.2) - lowest : highest * 1.05
  const y = (value: number) => {
    const share = ((isLog ? Math.log10(Math.max(value, 1e-9)) : value) - lowest) / span
    return plotTop + plotHeight * (1 - Math.min(1, Math.max(0, share)))
  }
  const grid = lines.map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text class="quiet" x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${shown(value)}</text>`,
  )
  let legendX = width - right
  const legend = panel.series.toReversed().map(({ name, style }) => {
    legendX -= name.length * 6.7 + 30
    return `<line class="line ${style}" x1="${legendX}" x2="${legendX + 16}" y1="${above + 8}" y2="${above + 8}"/><text class="quiet" x="${legendX + 21}" y="${above + 12}">${escaped(name)}</text>`
  })
  const paths = panel.series.map(({ values, style }) => {
    const points = values.map((value, second) => `${round(x(second + 0.5))},${round(y(value))}`)
    return `<polyline class="line ${style}" points="${points.join(' ')}"/>`
  })
  return `<text class="panel" x="${left}" y="${above + 12}">${escaped(panel.title)}</text>
${grid.join('\n')}
${legend.join('\n')}
${paths.join('\n')}`
}

const ticks = (highest: number, step: number) =>
  Array.from({ length: Math.floor(highest / step) + 1 }, (_, i) => i * step)

function niceStep(highest: number): number {
  const rough = highest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

const powers = (highest: number) =>
  Array.from({ length: Math.ceil(Math.log10(highest)) }, (_, i) => 10 ** (i + 1))

const shown = (value: number) => (value >= 1000 ? `${value / 1000}k` : `${value}`)
const round = (value: number) => Math.round(value * 10) / 10
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const style = `
text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif }
.title { font-size: 18px; font-weight: 650 } .panel { font-size: 13px; font-weight: 600 }
.paper { fill: #fff } .title, .panel { fill: #12202f } .quiet { fill: #5a6b7b }
.grid { stroke: #e3e9ef } .band { fill: #f1f5f9 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.main { stroke: #0b7285; stroke-width: 2.5 } .other { stroke: #d9480f } .third { stroke: #7048a8 }
.reference { stroke: #8b9aa9; stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) {
.paper { fill: #0f1720 } .title, .panel { fill: #e8eef4 } .quiet { fill: #93a4b5 }
.grid { stroke: #22303d } .band { fill: #16212c }
.main { stroke: #4cc9d9 } .other { stroke: #ff8a4c } .third { stroke: #b794f4 }
.reference { stroke: #6c7d8d }
}`
