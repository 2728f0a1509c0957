import type { Money } from '@watertight/domain'
import { escaped, shown } from './format.ts'
import type { LoanView, ViewYear } from './loan-view.ts'

const width = 760
const left = 74
const right = 12
const barsTop = 14
const barsHeight = 170
const lineTop = 250
const lineHeight = 130
const height = lineTop + lineHeight + 34
const plot = width - left - right

/** Amounts become numbers for places on the page alone. */
const size = (amount: Money): number => Number(amount.minor)

/** About four round steps up to the greatest amount, in minor units. */
export function ticks(greatest: number): readonly number[] {
  const rough = Math.max(1, greatest) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  return Array.from({ length: Math.ceil(greatest / step) + 1 }, (_, index) => index * step)
}

/** Two pictures over the same years: what payments do in each, and what is owed at its end. The table below the picture says the same. */
export function chart({ years, amount, loan, on, principal }: LoanView): string {
  const greatest = Math.max(...years.map(yearTotal))
  const barTicks = ticks(greatest)
  const lineTicks = ticks(size(amount))
  const slot = plot / Math.max(1, years.length)
  const bar = Math.max(2, Math.min(44, slot * 0.74))
  const barScale = scale(barTicks, barsTop, barsHeight)
  const lineScale = scale(lineTicks, lineTop, lineHeight)
  const x = (index: number) => left + slot * (index + 0.5)
  const every = Math.ceil(years.length / 12)
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-title chart-says">
<title id="chart-title">Loan ${escaped(loan)}: principal and interest by year, and what is owed</title>
<desc id="chart-says">${says(years, amount)}</desc>
${grid(barTicks, barScale, amount)}
${years
  .map((year, index) => {
    const principalTop = barScale(size(year.principal))
    const top = barScale(yearTotal(year))
    const base = barScale(0)
    // a gap of the page's colour keeps the two apart where hues are not seen
    const gap = principalTop - top > 3 && base - principalTop > 3 ? 1.5 : 0
    return `<g><title>${year.year}: principal ${shown(year.principal)}, interest ${shown(year.interest)}, ${shown(year.balance)} owed at the end</title>
${rect('principal', x(index), bar, principalTop, base)}${rect('interest', x(index), bar, top, principalTop - gap)}</g>`
  })
  .join('\n')}
${grid(lineTicks, lineScale, amount)}
<path class="owed-area" d="M${left} ${lineScale(size(amount))}${years.map((year, index) => `L${place(left + slot * (index + 1))} ${place(lineScale(size(year.balance)))}`).join('')}L${left + plot} ${lineScale(0)}L${left} ${lineScale(0)}Z"/>
<path class="owed" d="M${left} ${lineScale(size(amount))}${years.map((year, index) => `L${place(left + slot * (index + 1))} ${place(lineScale(size(year.balance)))}`).join('')}"/>
${today(years, on, principal, slot, lineScale)}
${years.map(({ year }, index) => (index % every === 0 ? `<text class="tick" text-anchor="middle" x="${place(x(index))}" y="${barsTop + barsHeight + 18}">${year}</text><text class="tick" text-anchor="middle" x="${place(x(index))}" y="${lineTop + lineHeight + 18}">${year}</text>` : '')).join('')}
<text class="panel" x="${left}" y="${lineTop - 14}">Principal owed, as agreed</text>
</svg>`
}

const yearTotal = ({ interest, principal }: ViewYear) => size(interest) + size(principal)

function scale(of: readonly number[], top: number, tall: number) {
  const most = of.at(-1) || 1
  return (value: number) => top + tall - (tall * value) / most
}

const place = (value: number) => Number(value.toFixed(1))

const rect = (name: string, middle: number, wide: number, top: number, bottom: number) =>
  `<rect class="${name}" x="${place(middle - wide / 2)}" y="${place(top)}" width="${place(wide)}" height="${place(Math.max(0, bottom - top))}" rx="1.5"/>`

function grid(of: readonly number[], at: (value: number) => number, { currency }: Money): string {
  return of
    .map((value, index) => {
      const y = place(at(value))
      const amount = Math.round(value / 100).toLocaleString('en-US')
      const text = index === of.length - 1 ? `${amount} ${escaped(currency)}` : amount
      return `<line class="grid" x1="${left}" x2="${left + plot}" y1="${y}" y2="${y}"/><text class="tick" text-anchor="end" x="${left - 8}" y="${y + 4}">${text}</text>`
    })
    .join('')
}

/** Where the loan is: what is owed in truth, on the day the page is of. */
function today(
  years: readonly ViewYear[],
  on: string,
  principal: Money,
  slot: number,
  at: (value: number) => number,
): string {
  const index = years.findIndex(({ year }) => year === on.slice(0, 4))
  if (index < 0) return ''
  const share = (Number(on.slice(5, 7)) - 1) / 12 + Number(on.slice(8)) / 372
  const [cx, cy] = [place(left + slot * (index + share)), place(at(size(principal)))]
  const anchor = cx > width / 2 ? 'end' : 'start'
  const dx = anchor === 'end' ? -9 : 9
  return `<g><title>${on}: ${shown(principal)} owed in truth</title><circle class="now" cx="${cx}" cy="${cy}" r="5"/><text class="now-says" text-anchor="${anchor}" x="${cx + dx}" y="${cy - 8}">${on}: ${shown(principal)}</text></g>`
}

function says(years: readonly ViewYear[], amount: Money): string {
  const [first, last] = [years[0], years.at(-1)]
  if (first === undefined || last === undefined) return ''
  return `From ${shown(amount)} to nothing between ${first.year} and ${last.year}. In ${first.year} payments are ${shown(first.interest)} interest and ${shown(first.principal)} principal; in ${last.year} ${shown(last.interest)} and ${shown(last.principal)}.`
}
