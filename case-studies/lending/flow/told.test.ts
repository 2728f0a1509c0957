import { json, type Ports, text } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { startBureaus } from '../bureaus/service.ts'
import { startComplianceAlone } from '../compliance/service.ts'
import { startLetterShop } from '../letter-shop/service.ts'
import { startOrigination } from '../origination/service.ts'
import { ada, items } from '../origination/test-kit/application.ts'
import { startServicing } from '../servicing/service.ts'
import { startUnderwriting, type UnderwritingOptions } from '../underwriting/service.ts'
import { meshed } from './test-kit/rules.ts'

const never = new AbortController().signal

/** Asks until there is an answer that is as wanted; the virtual world's limit ends a test that waits in vain. */
function asking({ clock, transport }: Ports) {
  return async (
    to: string,
    path: string,
    { body, is = () => true }: { body?: object; is?: (said: any) => boolean } = {},
  ) => {
    for (;;) {
      const answer = await transport
        .call({
          ...{ to, path, method: body ? 'POST' : 'GET' },
          headers: { 'content-type': 'application/json', 'idempotency-key': path },
          ...(body && { body: JSON.stringify(body) }),
          deadline: clock.now() + 2_000,
        })
        .catch(() => undefined)
      if (answer && answer.status < 400) {
        const isJson = String(answer.headers['content-type']).includes('json')
        const said = isJson ? json(answer.body) : text(answer.body)
        if (is(said)) return said as any
      }
      if (body && answer && answer.status < 500) throw new Error(`${path}: ${text(answer.body)}`)
      await clock.sleep(100, never)
    }
  }
}

const underwriting = (ports: Ports, options: UnderwritingOptions) =>
  startUnderwriting(ports, { ...options, synthetic: 0 })

/** Runs lending whole, and an applicant. */
async function withApplicant(apply: (ask: ReturnType<typeof asking>) => Promise<void>) {
  const stage = virtualStage({ seed: 9 })
  try {
    await stage.run(async () => {
      await stage.host('bureaus', startBureaus)
      await stage.host('underwriting', meshed(underwriting))
      await stage.host('origination', meshed(startOrigination))
      await stage.host('servicing', meshed(startServicing))
      await stage.host('letter-shop', startLetterShop)
      await stage.host('compliance', meshed(startComplianceAlone))
      await new Promise<void>((resolve, reject) => {
        void stage.host('applicant', async (ports) => {
          const ask = asking(ports)
          await apply(ask).then(resolve, reject)
        })
      })
    })
  } finally {
    await stage.stop()
  }
}

it('an applicant is told what is missing, then what was decided; the loan that follows is in the register', () =>
  withApplicant(async (ask) => {
    const { reserves, ...rest } = items
    const dates = { rateLockedOn: '2026-01-01', consummationOn: '2026-02-16' }
    await ask('origination', '/admission/app-7/submit-application', {
      body: { product: 'purchase', applicants: [ada], items: { ...rest, ...dates } },
    })
    const notices = (kind: string) =>
      ask('compliance', `/read/notice-list?application=app-7`, {
        is: ({ rows }) => rows.some((row: any) => row.kind === kind && row.sentOn !== null),
      })
    const asked = await notices('incompleteness')
    expect(asked.rows[0].text).toContain('- reserves')
    expect(asked.rows[0].rule).toContain('version by receivedOn 2026-01-01')

    await ask('origination', '/loan-application/app-7/provide-items', {
      body: { items: { reserves } },
    })
    const decided = await notices('approval')
    expect(decided.rows).toHaveLength(2)
    const approval = decided.rows.find((row: any) => row.kind === 'approval')
    expect(approval).toMatchObject({ dueOn: '2026-01-31', decisionHash: expect.any(String) })

    await ask('servicing', '/offer/app-7/accept-offer', { body: {} })
    const register = await ask('compliance', '/register/2026', {
      is: (file) => file.includes('|1|20260101|'),
    })
    expect(register.split('\n')[1]).toContain('|20260101|1|300000.00|1|20260101|3|3|114|')
  }))

it('whom the law permits no credit is told that alone, in time, and underwriting never hears of it', () =>
  withApplicant(async (ask) => {
    await ask('bureaus', '/faults/sanctions', { body: { fault: 'doubtful' } })
    const dates = { rateLockedOn: '2026-01-01', consummationOn: '2026-02-16' }
    await ask('origination', '/admission/app-8/submit-application', {
      body: { product: 'purchase', applicants: [ada], items: { ...items, ...dates } },
    })
    await ask('origination', '/matches', { is: ({ matches }) => matches.length === 1 })
    const because = 'birthday and country agree'
    await ask('origination', '/party-screening/app-8/judge-match', {
      body: { by: 'ana', verdict: 'true-match', because },
    })
    await ask('origination', '/party-screening/app-8/confirm-judgement', { body: { by: 'ben' } })
    const { rows } = await ask('compliance', '/read/notice-list?application=app-8', {
      is: ({ rows }) => rows.some(({ sentOn }: { sentOn: string | null }) => sentOn !== null),
    })
    expect(rows).toMatchObject([
      { kind: 'not-permitted', dueOn: '2026-01-31', decisionHash: null, sentOn: '2026-01-01' },
    ])
    expect(rows[0].text).not.toMatch(/sanction|list|match|ana|ben|birthday/i)
    const register = await ask('compliance', '/register/2026')
    expect(register).toContain('Credit is not permitted by law')
    const { decisions } = await ask('underwriting', '/decisions')
    expect(decisions).toEqual([])
  }))
