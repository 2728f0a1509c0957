import { z } from 'zod'
import { type CreditFile, creditFile } from './credit-files.ts'
import { daysOld, type Fault } from './faults.ts'

export const MeridianInquiry = z.strictObject({
  record: z.string().regex(/^IQ02\d\d.{40}\d\d(\nSU\d{9}){1,4}$/),
})

const dayMs = 86_400_000

/** Meridian speaks fixed columns: risk from 0, the best, to 1000, cents a year, and days as year and day of the year. */
export function meridianSays(
  { record }: z.infer<typeof MeridianInquiry>,
  fault: Fault,
  now: number,
): object {
  const [head = '', ...subjects] = record.split('\n')
  const reference = head.slice(6, 46)
  const numbers = subjects.map((line) => line.slice(2))
  const dialect = fault === 'new-dialect' ? '0300' : fault === 'newer-dialect' ? '0202' : '0201'
  const count = digits(numbers.length, 2)
  const updated = dayOfYear(now - daysOld(fault) * dayMs)
  const sum = numbers.reduce((all, one) => all + Number(one), 0) % 10 ** 10
  const lines = [
    `HD${dialect}${reference}${dayOfYear(now)}${count}`,
    ...numbers.map((number) => `FL${number}${columns(number, updated)}${more(fault)}`),
    `TR${count}${digits(sum, 10)}`,
  ]
  // the new dialect writes its lines otherwise
  const told = fault === 'new-dialect' ? lines.map((line) => line.replace(/^FL/, 'F2')) : lines
  return { record: told.join('\n') }
}

/** A newer dialect adds to the end of a line. */
const more = (fault: Fault) => (fault === 'newer-dialect' ? 'FLAT024' : '')

function columns(number: string, updated: string): string {
  const taxId = `${number.slice(0, 3)}-${number.slice(3, 5)}-${number.slice(5)}`
  const file = creditFile(taxId)
  return file === undefined ? `N${updated}9999${'0'.repeat(20)}N` : `F${updated}${found(file)}`
}

const found = (file: CreditFile) =>
  [
    digits(Math.round(((850 - file.score) * 1_000) / 550), 4),
    digits(file.openLines, 3),
    digits(file.latePayments, 3),
    digits(file.recentInquiries, 3),
    digits(file.monthlyCents * 12, 11),
    file.isBankrupt ? 'Y' : 'N',
  ].join('')

function dayOfYear(time: number): string {
  const year = new Date(time).getUTCFullYear()
  const day = Math.floor((time - Date.UTC(year, 0, 1)) / dayMs) + 1
  return `${year}${digits(day, 3)}`
}

const digits = (value: number, width: number) => String(value).padStart(width, '0')
