import { signal } from '@preact/signals'
import { command, isTrouble, read, type Trouble } from '../parts/ask.ts'
import { examples, numberOfNobody } from './examples.ts'
import { linesOf, type Values } from './fields.ts'

export interface Progress {
  readonly application: string
  readonly state: string
  readonly missing: string
  readonly respondBy: string | null
  readonly screening: string
  readonly credit: string
  readonly trouble: string | null
}
export interface Offer {
  readonly application: string
  readonly amount: string
  readonly ratePercent: string
  readonly payments: number
  readonly until: string
  readonly state: 'open' | 'accepted' | 'ended'
}
interface Told {
  readonly notice: string
  readonly noticeDueOn: string
}

/** What is in the form. */
export const product = signal('purchase')
export const person = signal({ name: '', birthDate: '', taxId: numberOfNobody(), address: '' })
export const values = signal<Values>({})

/** The application that is shown, by its name after the # of the address. */
export const shown = signal(decodeURIComponent(location.hash.slice(1)))
export const progress = signal<Progress | undefined>(undefined)
export const told = signal<Told | undefined>(undefined)
export const offer = signal<Offer | undefined>(undefined)
export const trouble = signal<Trouble | undefined>(undefined)
export const isSending = signal(false)

addEventListener('hashchange', () => {
  shown.value = decodeURIComponent(location.hash.slice(1))
  progress.value = undefined
  told.value = undefined
  offer.value = undefined
  void look()
})

export function fillIn(title: string): void {
  const example = examples().find((one) => one.title === title)
  if (example === undefined) return
  product.value = example.product
  values.value = example.values
  person.value = {
    ...{ ...example.person, taxId: numberOfNobody(), address: '7 Synthetic Street, Nowhere' },
  }
  trouble.value = undefined
}

export const set = (name: string, value: string): void => {
  values.value = { ...values.value, [name]: value }
}

async function send(path: string, body: object): Promise<boolean> {
  isSending.value = true
  const answer = await command(path, body)
  isSending.value = false
  trouble.value = isTrouble(answer) ? answer : undefined
  return !isTrouble(answer)
}

export async function submit(): Promise<void> {
  const id = `app-${Date.now().toString(36)}`
  const body = {
    product: product.value,
    applicants: [{ id: `${id}-a`, role: 'primary', ...person.value }],
    items: linesOf(values.value),
  }
  if (await send(`origination/admission/${id}/submit-application`, body)) location.hash = id
}

export async function provide(): Promise<void> {
  const path = `origination/loan-application/${shown.value}/provide-items`
  if (await send(path, { items: linesOf(values.value) })) await look()
}

export async function withdraw(): Promise<void> {
  const path = `origination/loan-application/${shown.value}/withdraw-application`
  if (await send(path, { because: 'withdrawn by the applicant on the page' })) await look()
}

export async function takeOffer(): Promise<void> {
  if (await send(`servicing/offer/${shown.value}/accept-offer`, {})) await look()
}

const decided = new Set(['approved', 'counter-offered', 'declined', 'referred'])

export async function look(): Promise<void> {
  if (shown.value === '') return
  const id = encodeURIComponent(shown.value)
  const row = await read<Progress>(`origination/read/applications/${id}`)
  if (isTrouble(row)) return
  progress.value = row
  if (!decided.has(row.state)) return
  const [why, made] = await Promise.all([
    read<Told>(`underwriting/decisions/${id}/why`),
    read<Offer>(`servicing/read/offers/${id}`),
  ])
  if (!isTrouble(why)) told.value = why
  if (!isTrouble(made)) offer.value = made
}
