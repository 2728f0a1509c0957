import assert from 'node:assert/strict'
import { systemClock } from '@watertight/ports/node'
import { contract, type Runner, type Subject } from '../contract.ts'

/** An engine with one defect, and the case of the suite that must find it. */
export interface Broken {
  readonly fails: string
  readonly subject: Subject
}

/** A case that has not ended by then never will: it fails as well. */
const patienceMs = 10_000

/** Each broken engine fails the case that is named, and the same engine unbroken passes it. */
export function eachFails(
  { test }: Pick<Runner, 'test'>,
  sound: Subject,
  broken: { readonly [defect: string]: Broken },
): void {
  for (const [defect, { fails, subject }] of Object.entries(broken))
    test(`an engine that ${defect} fails '${fails}'`, async () => {
      assert.equal(await passes(fails, sound), true)
      assert.equal(await passes(fails, subject), false)
    })
}

async function passes(name: string, subject: Subject): Promise<boolean> {
  const cases = new Map<string, () => Promise<void>>()
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (title: string, body: () => Promise<void>) => void cases.set(title, body),
  }
  contract(runner, 'broken', subject)
  const body = cases.get(name) ?? assert.fail(`no case '${name}'`)
  const patience = new AbortController()
  const ended = body().then(
    () => true,
    () => false,
  )
  const late = systemClock.sleep(patienceMs, patience.signal).then(
    () => false,
    () => false,
  )
  try {
    return await Promise.race([ended, late])
  } finally {
    patience.abort()
  }
}
