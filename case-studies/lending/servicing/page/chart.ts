import type { Money } from '@watertight/domain'
import { escaped, shown } from './format.ts'
import type { LoanView, ViewPeriod } from './loan-view.ts'

const width = 760
const left = 70
const right = 14
const barsTop = 34
const barsHeight = 160
const lineTop = 266
const lineHeight = 130
const height = lineTop + lineHeight + 30
const plot = width - left - right
/** More labels would run into each other. */
const mostLabels = 10

/** Amounts become numbers for places on the page alone. */
const size = (amount: Money): number => Number(amount.minor)

/** About four round steps up to the greatest amount, in minor units. */
export function ticks(greatest: number): readonly number[] {
  const rough = Math.max(1, greatest) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil(greatest / step) + 1 }, (_, index) => index * step)
}

/** Two pictures over the same time: what payments do in each year, or month of a short loan, and what is owed. The table below the picture says the same. */
export function chart(view: LoanView): string {
  const { periods, amount, loan } = view
  const slot = plot / Math.max(1, periods.length)
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-title chart-says">
<title id="chart-title">Loan ${escaped(loan)}: principal and interest over time, and what is owed</title>
<desc id="chart-says">${says(periods, amount)}</desc>
${bars(view, slot)}
${balance(view, slot)}
</svg>`
}

const isYearly = ([first]: readonly ViewPeriod[]) => first?.label.length === 4

const total = ({ interest, principal }: ViewPeriod) => size(interest) + size(principal)

function bars({ periods, amount }: LoanView, slot: number): string {
  const steps = ticks(Math.max(...periods.map(total)))
  const at = scale(steps, barsTop, barsHeight)
  const wide = Math.max(2, Math.min(40, slot * 0.74))
  const what = isYearly(periods) ? 'Paid in a year' : 'Paid each time'
  const drawn = periods.map((period, index) => {
    const middle = left + slot * (index + 0.5)
    const [top, between, base] = [at(total(period)), at(size(period.principal)), at(0)]
    // a gap of the card's colour keeps the two apart where hues are not seen
    const gap = between - top > 3 && base - between > 3 ? 1.5 : 0
    return `<g><title>${period.label}: principal ${shown(period.principal)}, interest ${shown(period.interest)}, ${shown(period.balance)} owed after it</title>${rect('principal', middle, wide, between, base)}${rect('interest', middle, wide, top, between - gap)}</g>`
  })
  return `<text class="panel" x="${left}" y="${barsTop - 16}">${what}, ${escaped(amount.currency)}</text>
${grid(steps, at)}
${drawn.join('\n')}
${labels(periods, slot, barsTop + barsHeight + 18, 0.5)}`
}

function balance(
  { periods, rows, amount, principal, on, consummatedOn }: LoanView,
  slot: number,
): string {
  const steps = ticks(size(amount))
  const at = scale(steps, lineTop, lineHeight)
  const x = (day: string) => left + slot * placeOf(periods, day)
  const points = [
    [x(consummatedOn), at(size(amount))] as const,
    ...rows.map((row) => [x(row.dueOn), at(size(row.balance))] as const),
  ]
  const line = points.map(([px, py]) => `${place(px)} ${place(py)}`).join('L')
  const [first, last] = [points[0]?.[0] ?? left, points.at(-1)?.[0] ?? left]
  const agreed = rows.findLast(({ dueOn }) => dueOn <= on)?.balance ?? amount
  const isAbove = principal.compare(agreed) > 0
  const [cx, cy] = [place(x(on)), place(at(size(principal)))]
  const anchor = cx > width / 2 ? 'end' : 'start'
  const dx = anchor === 'end' ? -8 : 8
  return `<text class="panel" x="${left}" y="${lineTop - 16}">Principal owed, ${escaped(amount.currency)}: the line as agreed, the ring in truth</text>
${grid(steps, at)}
<path class="owed-area" d="M${line}L${place(last)} ${at(0)}L${place(first)} ${at(0)}Z"/>
<path class="owed" d="M${line}"/>
<g><title>${on}: ${shown(principal)} owed in truth</title><circle class="now" cx="${cx}" cy="${cy}" r="5"/><text class="now-says" text-anchor="${anchor}" x="${cx + dx}" y="${cy + (isAbove ? -9 : 18)}">${on}: ${shown(principal)}</text></g>
${labels(periods, slot, lineTop + lineHeight + 18, isYearly(periods) ? 0.5 : 1)}`
}

/** Where a day stands among the periods, in periods: 1.5 is the middle of the second. */
function placeOf(periods: readonly ViewPeriod[], day: string): number {
  const index = periods.findIndex(({ to }) => day < to)
  const period = periods[index]
  if (period === undefined) return periods.length
  const [from, to, at] = [period.from, period.to, day].map((it) => Date.parse(it)) as [
    number,
    number,
    number,
  ]
  return index + Math.min(1, Math.max(0, (at - from) / (to - from)))
}

/** `at`: 0.5 for the middle of a period, 1 for its end, where a single payment is due. */
const labels = (periods: readonly ViewPeriod[], slot: number, y: number, at: number): string => {
  const every = Math.ceil(periods.length / mostLabels)
  return periods
    .map(({ label }, index) =>
      index % every === 0
        ? `<text class="tick" text-anchor="middle" x="${place(left + slot * (index + at))}" y="${y}">${label}</text>`
        : '',
    )
    .join('')
}

function scale(of: readonly number[], top: number, tall: number) {
  const most = of.at(-1) || 1
  return (value: number) => top + tall - (tall * value) / most
}

const place = (value: number) => Number(value.toFixed(1))

const rect = (name: string, middle: number, wide: number, top: number, bottom: number) =>
  `<rect class="${name}" x="${place(middle - wide / 2)}" y="${place(top)}" width="${place(wide)}" height="${place(Math.max(0, bottom - top))}" rx="1.5"/>`

/** Lines and amounts, in whole units: every currency of a loan here has hundredths. */
const grid = (steps: readonly number[], at: (value: number) => number): string =>
  steps
    .map((value) => {
      const y = place(at(value))
      const text = (value / 100).toLocaleString('en-US')
      return `<line class="grid" x1="${left}" x2="${left + plot}" y1="${y}" y2="${y}"/><text class="tick" text-anchor="end" x="${left - 8}" y="${y + 4}">${text}</text>`
    })
    .join('')

function says(periods: readonly ViewPeriod[], amount: Money): string {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return ''
  return `From ${shown(amount)} to nothing between ${first.label} and ${last.label}. In ${first.label} payments are ${shown(first.interest)} interest and ${shown(first.principal)} principal; in ${last.label} ${shown(last.interest)} and ${shown(last.principal)}.`
}
