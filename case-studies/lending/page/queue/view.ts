import { computed, signal } from '@preact/signals'
import { command, isTrouble, read } from '../parts/ask.ts'
import { signedIn } from '../parts/session.ts'

export interface Case {
  readonly application: string
  readonly state: string
  readonly round: number
  readonly product: string
  readonly loanAmount: string
  readonly referrals: string
  readonly taker: string | null
  readonly proposer: string | null
  readonly proposed: string | null
  readonly noticeDueOn: string
}
export interface Match {
  readonly application: string
  readonly entries: string
  readonly judge: string | null
  readonly verdict: string | null
  readonly because: string | null
}
export interface Rule {
  readonly rule: string
  readonly outcome: string
  readonly because: string
  readonly reason: string
  readonly citation: string
  readonly dated: string
}
export interface Explanation {
  readonly application: string
  readonly outcome: string
  readonly round: number
  readonly earlier: readonly {
    readonly round: number
    readonly outcome: string
    readonly decidedOn: string
    readonly referrals: readonly string[]
    readonly degraded: readonly string[]
    readonly missing: readonly string[]
  }[]
  readonly settled: { readonly outcome: string; readonly by: readonly string[] } | null
  readonly calledOff: string | null
  readonly policy: { readonly version: string; readonly hash: string; readonly title: string }
  readonly facts: readonly {
    readonly name: string
    readonly value: string
    readonly source: string
    readonly isDegraded: boolean
  }[]
  readonly rules: readonly Rule[]
  readonly referrals: readonly string[]
  readonly grounds: readonly { readonly code: string; readonly text: string }[]
  readonly authority: readonly { readonly grade: string; readonly upTo: string }[]
  readonly proposed: {
    readonly outcome: string
    readonly because: string
    readonly by: string
    readonly reasons: readonly string[]
  } | null
  readonly missing: readonly string[]
  readonly degraded: readonly string[]
  readonly notice: string
  readonly noticeDueOn: string
}

/** Who works here; invented, like everybody. */
export const people = [
  { name: 'ana.silva', grade: 'officer' },
  { name: 'ben.okoro', grade: 'senior' },
  { name: 'carla.dietz', grade: 'committee' },
] as const

export const chosen = signal<(typeof people)[number]>(people[0])
export const me = computed(() => signedIn.value ?? chosen.value)
export const cases = signal<readonly Case[] | undefined>(undefined)
export const matches = signal<readonly Match[]>([])
export const shown = signal(decodeURIComponent(location.hash.slice(1)))
export const why = signal<Explanation | undefined>(undefined)
export const failure = signal('')
export const current = computed(() =>
  cases.value?.find(({ application }) => application === shown.value),
)

addEventListener('hashchange', () => {
  shown.value = decodeURIComponent(location.hash.slice(1))
  failure.value = ''
  void look()
})

export async function look(): Promise<void> {
  const [queue, held] = await Promise.all([
    read<{ readonly cases: readonly Case[] }>('underwriting/queue'),
    read<{ readonly matches: readonly Match[] }>('origination/matches'),
  ])
  if (!isTrouble(queue)) cases.value = queue.cases
  if (!isTrouble(held)) matches.value = held.matches
  const first = cases.value?.[0]?.application
  if (shown.value === '' && first !== undefined) shown.value = first
  if (shown.value === '') return
  const id = shown.value
  const told = await read<Explanation>(`underwriting/decisions/${encodeURIComponent(id)}/why`)
  if (shown.value === id) why.value = isTrouble(told) ? undefined : told
}

/** Opens the case that is so many places further down the queue. */
export function step(places: number): void {
  const list = cases.value ?? []
  const at = list.findIndex(({ application }) => application === shown.value)
  const next = list[Math.min(Math.max(0, at + places), list.length - 1)]
  if (next !== undefined) location.hash = next.application
}

/** What an officer does with the case that is shown. */
export async function act(name: string, data: object = {}): Promise<boolean> {
  return run(`underwriting/credit-decision/${encodeURIComponent(shown.value)}/${name}`, data)
}

/** What somebody finds of a match. */
export const actOnMatch = (application: string, name: string, data: object = {}) =>
  run(`origination/party-screening/${encodeURIComponent(application)}/${name}`, data)

async function run(path: string, data: object): Promise<boolean> {
  const answer = await command(path, { by: me.value.name, ...data })
  failure.value = isTrouble(answer) ? answer.sentence : ''
  await look()
  return !isTrouble(answer)
}
