import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { startUnderwriting } from './service.ts'

type Ask = (path: string) => Promise<{ readonly status: number; readonly body: any }>

/** Asks a service that has decided about a few applications. */
async function asking(work: (ask: Ask) => Promise<void>): Promise<void> {
  const stage = virtualStage({ seed: 3 })
  const officer = async ({ transport, clock }: Ports) => {
    const ask: Ask = async (path) => {
      const deadline = clock.now() + 5_000
      const { status, body } = await transport.call({
        to: 'underwriting',
        method: 'GET',
        path,
        deadline,
      })
      return { status, body: json(body) }
    }
    while ((await ask('/decisions')).body.decisions.length < 3)
      await clock.sleep(100, new AbortController().signal)
    await work(ask)
  }
  try {
    await stage.run(async () => {
      await stage.host('underwriting', (ports) => startUnderwriting(ports, { synthetic: 3 }))
      await new Promise<void>((resolve, reject) => {
        void stage.host('officer', async (ports) => void officer(ports).then(resolve, reject))
      })
    })
  } finally {
    await stage.stop()
  }
}

it('a decision is made again from the log, byte for byte', () =>
  asking(async (ask) => {
    const { status, body } = await ask('/decisions/synthetic-1-0/replay')
    expect(status).toBe(200)
    expect(body).toMatchObject({ application: 'synthetic-1-0', matches: true, differences: [] })
    expect(body.policy.hash).toMatch(/^[0-9a-f]{64}$/)
  }))

it('a decision is tried under another version of its policy, with every rule that this one has', () =>
  asking(async (ask) => {
    const why = (await ask('/decisions/synthetic-1-0/why')).body
    const { policies } = (await ask('/policies')).body
    for (const { version, hash } of policies) {
      const { status, body } = await ask(`/decisions/synthetic-1-0/what-if/${version}`)
      expect(status).toBe(200)
      expect(body.was).toBe(why.outcome)
      expect(body.explanation.outcome).toBe(body.would)
      expect(body.explanation.policy).toMatchObject({ version, hash })
      expect(body.explanation.rules.length).toBeGreaterThan(20)
      if (version === why.policy.version)
        expect(body).toMatchObject({
          would: why.outcome,
          reasonsGone: [],
          reasonsNew: [],
          missing: [],
        })
    }
    // nothing of it is recorded
    expect((await ask('/decisions/synthetic-1-0/why')).body).toEqual(why)
  }))

it.each(['nobody/replay', 'nobody/what-if/2020', 'synthetic-1-0/what-if/1920'])(
  '%s is not known',
  (path) =>
    asking(async (ask) => {
      expect(await ask(`/decisions/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'WT_NOT_FOUND' },
      })
    }),
)
