import { header, type Ports, type Request, reply, text } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask, fieldOf, jsonOr } from '../stage/ask.ts'
import { Lives } from '../stage/lives.ts'
import { historyOf, type Payment, type RebuildScenario } from './scenario.ts'

/** A try to pay. */
export interface SeenPay extends Answered {
  readonly payment: Payment
}
/** What somebody got who looked. */
export interface SeenLook extends Answered {
  readonly loan: string
}
/** A write that reached the disk. */
export interface SeenWrite {
  readonly at: number
  readonly is: 'append' | 'truncate'
  readonly bytes: string
  readonly crash: 'before' | 'torn' | 'after' | undefined
}
/** A call that reached the letter shop. */
export interface SeenLetter {
  readonly at: number
  readonly loan: string
  readonly status: number
}

export interface SeenRebuild {
  readonly pays: readonly SeenPay[]
  readonly looks: readonly SeenLook[]
  /** Long after everything happened, one for each loan. */
  readonly last: readonly SeenLook[]
  readonly writes: readonly SeenWrite[]
  readonly letters: readonly SeenLetter[]
  readonly deaths: readonly number[]
}

const waitMs = 500
const againMs = 100
const tries = 20
const settleMs = 1_500

/** Borrowers who pay until they are answered, the learner's accounts, its disk, and a letter shop. */
export async function playRebuild(scenario: RebuildScenario, rig: Rig): Promise<SeenRebuild> {
  const pays: SeenPay[] = []
  const looks: SeenLook[] = []
  const last: SeenLook[] = []
  const letters: SeenLetter[] = []
  const over = new AbortController()
  let borrowers: Ports | undefined
  let began = 0
  const lives = new Lives(rig, 'accounts', over.signal)
  const disk = new Disk(scenario)
  await rig.host('disk', async (ports) => {
    await ports.transport.serve('disk', async (request) =>
      // a process that is dead writes no more
      lives.isUp
        ? disk.answer(request, ports.clock.now() - began, (ms) => lives.die(ms, ports.clock))
        : reply(503, { code: 'NOBODY' }),
    )
  })
  await rig.host('letters', async ({ clock, transport }) => {
    await transport.serve('letters', async ({ body }) => {
      const isBusy = scenario.faults.some(
        (it) => it.kind === 'busy' && it.call === letters.length + 1,
      )
      const status = isBusy ? 503 : 200
      const loan = String(fieldOf(jsonOr(body), 'loan'))
      letters.push({ at: clock.now() - began, loan, status })
      return reply(status, {})
    })
  })
  await rig.host('borrowers', async (ports) => {
    borrowers = ports
  })
  await rig.run(async () => {
    const ports = borrowers as Ports
    const { clock } = ports
    began = clock.now()
    lives.began = began
    await rig.subject('accounts')
    const until = (at: number) => clock.sleep(Math.max(0, began + at - clock.now()), over.signal)
    const look = async (loan: string): Promise<SeenLook> => {
      const call = { to: 'accounts', method: 'GET', path: `/loans/${loan}`, waitMs }
      return { loan, ...(await ask(ports, began, call)) }
    }
    const pay = async (payment: Payment) => {
      const { ref, loan, cents } = payment
      const body = JSON.stringify({ ref, cents })
      const call = { to: 'accounts', method: 'POST', path: `/loans/${loan}/pay`, body, waitMs }
      for (let made = 0; made < tries; made++) {
        const answered = await ask(ports, began, call)
        pays.push({ payment, ...answered })
        if (answered.status === 200) return
        await clock.sleep(againMs, over.signal)
        await lives.settled(clock)
      }
    }
    for (const it of scenario.faults)
      if (it.kind === 'kill') clock.after(it.at, () => lives.die(it.for, clock))
    await Promise.all(
      scenario.requests.map(async (it) => {
        await until(it.at)
        if (it.is === 'pay') await pay(it)
        else looks.push(await look(it.loan))
      }),
    )
    await lives.settled(clock)
    await clock.sleep(settleMs, over.signal)
    const loans = new Set(['loan-0', ...scenario.requests.map((it) => it.loan)])
    for (const loan of [...loans].sort()) last.push(await look(loan))
  })
  over.abort()
  const { deaths } = lives
  return { pays, looks, last, letters, deaths, writes: disk.writes }
}

/** One file. What is appended is there when it is answered, unless the process dies of it. */
class Disk {
  readonly writes: SeenWrite[] = []
  readonly #scenario: RebuildScenario
  #file: string

  constructor(scenario: RebuildScenario) {
    this.#scenario = scenario
    this.#file = historyOf(scenario)
  }

  answer({ method, headers, body }: Request, at: number, die: (ms: number) => void) {
    if (method === 'GET')
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: this.#file }
    const number = this.writes.length + 1
    const crash = this.#scenario.faults.find((it) => it.kind === 'crash' && it.write === number)
    const how = crash?.kind === 'crash' ? crash.is : undefined
    const bytes = text(body)
    const keep = Number(header(headers, 'x-length') ?? Number.NaN)
    if (method === 'PUT' && !(keep >= 0)) return reply(400, { code: 'X_LENGTH' })
    const is = method === 'PUT' ? 'truncate' : 'append'
    this.writes.push({ at, is, bytes: is === 'append' ? bytes : `to ${keep}`, crash: how })
    if (how !== 'before') {
      const part = how === 'torn' ? bytes.slice(0, Math.ceil(bytes.length * 0.6)) : bytes
      this.#file = is === 'append' ? this.#file + part : this.#file.slice(0, keep)
    }
    if (crash?.kind === 'crash') die(crash.for)
    return reply(200, { length: this.#file.length })
  }
}
