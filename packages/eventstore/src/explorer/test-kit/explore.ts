import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Random, seededRandom } from '@watertight/ports'
import { type Boundary, boundaries, type Sabotage } from './failpoint.ts'
import type { Plan } from './life.ts'
import { Oracle } from './oracle.ts'
import { type Life, Nursery } from './processes.ts'

/** Goes on until all of it is reached, and then to the end of the log it is at. */
export interface Budget {
  readonly seconds: number
  /** Kills between write and commit, and as many between commit and answer. */
  readonly kills: number
  readonly events: number
}
export interface Counts {
  logs: number
  events: number
  answers: number
  kills: Record<Boundary | 'at random', number>
  paused: number
  restored: number
  tookOver: number
}

const roundsPerLog = 12
const writersEach = 8
const mostEvents = 1_000_000

/**
 * Lets processes write logs and die, at random and at boundaries of their transactions, and holds each log against what
 * was answered. `onLog` hears the counts after each log that held.
 */
export async function explore(
  seed: number,
  budget: Budget,
  { sabotage, onLog }: { sabotage?: Sabotage | undefined; onLog?: (counts: Counts) => void } = {},
): Promise<Counts> {
  const random = seededRandom(seed)
  const counts: Counts = {
    logs: 0,
    events: 0,
    answers: 0,
    kills: { begun: 0, written: 0, 'before commit': 0, 'after commit': 0, 'at random': 0 },
    paused: 0,
    restored: 0,
    tookOver: 0,
  }
  const root = mkdtempSync(join(tmpdir(), 'wt-explorer-'))
  const nursery = new Nursery(join(root, 'cache'), sabotage)
  const start = performance.now()
  // a sabotaged process may hold the lock for ever
  const alone = sabotage !== undefined
  const isEnough = () =>
    performance.now() - start >= budget.seconds * 1_000 &&
    counts.events >= budget.events &&
    Math.min(counts.kills['before commit'], counts.kills['after commit']) >= budget.kills
  try {
    while (!isEnough()) {
      const folder = join(root, `log-${++counts.logs}`)
      // many events: long lives; many kills: short ones
      const longest = counts.events < budget.events ? 2_000 : 12
      await exploreLog({ folder, random, nursery, counts, longest, isEnough, alone })
      rmSync(folder, { recursive: true })
      onLog?.(counts)
    }
    return counts
  } finally {
    await nursery.close()
    rmSync(root, { recursive: true })
  }
}

interface Exploring {
  readonly folder: string
  readonly random: Random
  readonly nursery: Nursery
  readonly counts: Counts
  readonly longest: number
  readonly isEnough: () => boolean
  readonly alone: boolean
}

interface Process {
  readonly writers: { readonly name: string; next: number; unanswered: string[] }[]
}

async function exploreLog(exploring: Exploring): Promise<void> {
  const { folder, random, nursery, counts, longest, isEnough, alone } = exploring
  const file = join(folder, 'log.sqlite')
  const copy = join(folder, 'copy.sqlite')
  const below = (n: number) => Math.floor(random.next() * n)
  const pick = <T>(of: readonly T[]) => of[below(of.length)] as T
  const processes = ['a', 'b'].map(
    (process): Process => ({
      writers: Array.from({ length: writersEach }, (_, i) => ({
        name: `${process}${i}`,
        next: 0,
        unanswered: [],
      })),
    }),
  )
  let oracle = new Oracle()
  let journals = 0

  const planOf = ({ writers }: Process, last: boolean): Plan => {
    const copies = !last && random.next() < 0.1
    const dies = !last && !copies && random.next() < 0.9
    return {
      folder,
      journal: join(folder, `journal-${++journals}`),
      seed: below(2 ** 31),
      writer: pick(['main', 'thread']),
      writers,
      last,
      failpoint: dies
        ? {
            // the two that matter most come most often
            boundary:
              random.next() < 0.8 ? pick(boundaries.slice(2)) : pick(boundaries.slice(0, 2)),
            transaction: 1 + below(longest),
            write: 1 + below(12),
          }
        : undefined,
      backup: copies ? { path: copy, after: 1 + below(20) } : undefined,
    }
  }

  /** What a dead process asked and was answered. */
  function read(plan: Plan, process: Process): void {
    if (!existsSync(plan.journal)) return
    const lines = readFileSync(plan.journal, 'utf8').split('\n').slice(0, -1)
    let before = 0
    let isCopying = false
    for (const line of lines) {
      const [is, op = '', outcome = ''] = line.split(' ')
      const writer = process.writers.find(({ name }) => name === op.split(':')[0])
      if (is === '?' && writer) {
        const n = Number(op.split(':')[1])
        if (!writer.unanswered.includes(op)) writer.unanswered.push(op)
        writer.next = Math.max(writer.next, n + 1)
      } else if (is === '!' && writer) {
        writer.unanswered = writer.unanswered.filter((it) => it !== op)
        if (outcome === 'refused') oracle.refused.add(op)
        else {
          oracle.answered.set(op, Number(outcome))
          if (!isCopying) before = Math.max(before, Number(outcome))
        }
      } else if (is === 'b') isCopying = true
      else if (is === 'x') counts.kills[line.slice(2) as Boundary]++
      else if (is === 'B') assert(Number(op) >= before, 'the backup lacks what was answered before')
      else if (is === 'c') {
        assert.match(line, /WT_CHECKPOINT_MOVED/)
        counts.tookOver++
      } else if (is === 'v') assert.equal(op, '0', 'the inline rows are not those of a replay')
    }
  }

  async function die({ child, end, complaint }: Life, plan: Plan): Promise<void> {
    let isOver = false
    void end.then(() => {
      isOver = true
    })
    if (random.next() < 0.3) {
      await sleep(5 + below(60))
      child.kill('SIGSTOP')
      await sleep(below(150))
      child.kill('SIGCONT')
      if (!isOver) counts.paused++
    }
    // a boundary that is never reached, such as a twelfth write; not a measure of speed
    const patience = plan.failpoint ? 10_000 + longest * 12 : plan.backup ? 400 : below(200)
    const given = new AbortController()
    await Promise.race([end, sleep(patience, undefined, { signal: given.signal }).catch(() => {})])
    given.abort()
    if (!isOver) {
      child.kill('SIGKILL')
      counts.kills['at random']++
    }
    const { code, signal } = await end
    // a sabotaged one may trip over what it did
    if (!alone)
      assert.equal(signal, 'SIGKILL', `a process ended by itself with code ${code}: ${complaint()}`)
  }

  async function round(): Promise<void> {
    const living = random.next() < 0.7 && !alone ? processes : processes.slice(0, 1)
    const lives = await Promise.all(
      living.map(async (process) => {
        const plan = planOf(process, false)
        const life = await nursery.begin(plan)
        return { process, plan, life }
      }),
    )
    await Promise.all(lives.map(({ life, plan }) => die(life, plan)))
    for (const { plan, process } of lives) read(plan, process)
  }

  for (let n = 0; n < roundsPerLog && !isEnough() && oracle.head < mostEvents; n++) {
    await round()
    // not each time: the next one must also recover what the dead left behind
    if (existsSync(file) && random.next() < 0.5) oracle.check(file)
    if (existsSync(copy)) restore()
  }

  /** Brings the copy back: what came after it is gone, and asked for again. */
  function restore(): void {
    oracle.check(file)
    counts.answers += oracle.checked
    const before = oracle
    oracle = new Oracle()
    oracle.check(copy)
    assert(oracle.head <= before.head, 'the copy is longer than the log')
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    copyFileSync(copy, file)
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${end}`, { force: true })
    counts.restored++
  }

  const [one, two] = processes as [Process, Process]
  for (const process of [one, two]) {
    const plan = planOf(process, true)
    const { end, complaint } = await nursery.begin(plan)
    assert.deepEqual(await end, { code: 0, signal: null }, complaint())
    read(plan, process)
    assert(process.writers.every(({ unanswered }) => unanswered.length === 0))
  }
  oracle.check(file)
  counts.answers += oracle.checked
  counts.events += oracle.head
}
