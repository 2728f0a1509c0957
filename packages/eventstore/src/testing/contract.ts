import type { Engine } from '../engine.ts'
import { appendCases } from './cases/append.ts'
import { conditionCases } from './cases/conditions.ts'
import { consumeCases } from './cases/consume.ts'
import { effectCases } from './cases/effects.ts'
import { engineCases } from './cases/engine.ts'
import { expectationCases } from './cases/expectations.ts'
import { failureCases } from './cases/failures.ts'
import { idempotencyCases } from './cases/idempotency.ts'
import { keptStatesCases } from './cases/kept-states.ts'
import { loadCases } from './cases/load.ts'
import { parkingCases } from './cases/parking.ts'
import { processCases } from './cases/processes.ts'
import { projectCases } from './cases/project.ts'
import { readCases } from './cases/read.ts'
import { subscribeCases } from './cases/subscribe.ts'
import { tailCases } from './cases/tail.ts'
import { writeCases } from './cases/writes.ts'
import { caseOn } from './kit.ts'

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
    expectationCases(it)
    idempotencyCases(it)
    conditionCases(it)
    writeCases(it)
    readCases(it)
    loadCases(it)
    keptStatesCases(it)
    subscribeCases(it)
    tailCases(it)
    consumeCases(it)
    parkingCases(it)
    projectCases(it)
    effectCases(it)
    engineCases(it)
    failureCases(it)
    if (subject.durable) processCases(it)
  })
}
