import type { Engine } from '../engine.ts'
import { appendCases } from './append.ts'
import { conditionCases } from './conditions.ts'
import { consumeCases } from './consume.ts'
import { failureCases } from './failures.ts'
import { caseOn } from './kit.ts'
import { loadCases } from './load.ts'
import { processCases } from './processes.ts'
import { projectCases } from './project.ts'
import { readCases } from './read.ts'
import { subscribeCases } from './subscribe.ts'

/** What the suite needs of a test runner; those of vitest and `node:test` fit. */
export interface Runner {
  describe(name: string, body: () => void): void
  test(name: string, body: () => Promise<void>): void
}

/** Where one log is. */
export interface Place {
  /** Opens the log; called twice, a durable engine must see the same one. */
  open(): Engine
  remove(): void | Promise<void>
}

export interface Subject {
  /** False for engines that forget when closed: they are spared the cases of several processes. */
  readonly durable: boolean
  /** A new, empty place. */
  place(): Place
}

/** What every engine must do, as named cases. An engine that does not pass is no event store. */
export function contract(runner: Runner, name: string, subject: Subject): void {
  const it = caseOn(runner, subject)
  runner.describe(name, () => {
    appendCases(it)
    conditionCases(it)
    readCases(it)
    loadCases(it)
    subscribeCases(it)
    consumeCases(it)
    projectCases(it)
    failureCases(it)
    if (subject.durable) processCases(it)
  })
}
