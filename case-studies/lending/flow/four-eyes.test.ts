import { json, type Ports } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { expect, it } from 'vitest'
import { startBureaus } from '../bureaus/service.ts'
import { startComplianceAlone } from '../compliance/service.ts'
import { startOrigination } from '../origination/service.ts'
import { ada, items } from '../origination/test-kit/application.ts'
import { startServicing } from '../servicing/service.ts'
import { homeLoans } from '../underwriting/policies/home-loans.ts'
import { contentHash } from '../underwriting/policy/content-hash.ts'
import { startUnderwriting } from '../underwriting/service.ts'
import { factsOf } from '../underwriting/test-kit/applications.ts'
import { tokenOf, tokens } from './test-kit/tokens.ts'

const never = new AbortController().signal

const asking =
  ({ clock, transport }: Ports) =>
  async (token: string, to: string, path: string, body?: object) => {
    const { status, body: said } = await transport.call({
      ...{ to, path, method: body ? 'POST' : 'GET' },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
      deadline: clock.now() + 10_000,
    })
    return { status, ...(json(said) as object) } as any
  }

/** Lending where everybody is asked for a token, on real HTTP: signatures are checked on other threads, for which no virtual time waits. */
async function withTokens(
  work: (ask: ReturnType<typeof asking>, ports: Ports) => Promise<void>,
): Promise<void> {
  const stage = realStage()
  const service = tokenOf('lending', 'service')
  const options = { args: [], tokens, tokenFor: async () => service }
  try {
    await stage.host('bureaus', startBureaus)
    await stage.host('underwriting', (ports) => startUnderwriting(ports, options))
    await stage.host('origination', (ports) => startOrigination(ports, options))
    await stage.host('servicing', (ports) => startServicing(ports, options))
    await stage.host('compliance', (ports) => startComplianceAlone(ports, options))
    await stage.host('people', async (ports) => {
      await work(asking(ports), ports)
      return { stop: async () => {} }
    })
  } finally {
    await stage.stop()
  }
}

const because = 'the employer confirmed it by letter'

it('a policy takes an author and another person who publishes it, as their tokens say who they are', () =>
  withTokens(async (ask) => {
    const document = homeLoans(2025)
    const path = '/policy/home-loans'
    const publish = { version: '2025', hash: contentHash(document) }
    const both = tokenOf('pia', 'policy-author', 'policy-approver')
    const officer = tokenOf('ana', 'officer')
    expect(await ask(officer, 'underwriting', `${path}/draft-policy`, { document })).toMatchObject({
      ...{ status: 403, code: 'WT_ROLE_MISSING' },
    })
    expect((await ask(both, 'underwriting', `${path}/draft-policy`, { document })).status).toBe(201)
    const asAnother = { ...publish, by: 'quentin' }
    expect(await ask(both, 'underwriting', `${path}/publish-policy`, asAnother)).toMatchObject({
      ...{ status: 403, code: 'WT_SENDER_DIFFERS' },
    })
    expect(await ask(both, 'underwriting', `${path}/publish-policy`, publish)).toMatchObject({
      ...{ status: 409, code: 'MakerIsChecker' },
    })
    const approver = tokenOf('quentin', 'policy-approver')
    const published = await ask(approver, 'underwriting', `${path}/publish-policy`, publish)
    expect(published.status).toBe(201)
  }))

it('what is referred takes two people, each as their token says, within the grade that it gives', () =>
  withTokens(async (ask, { clock }) => {
    const document = homeLoans(2025)
    const policy = '/policy/home-loans'
    await ask(tokenOf('pia', 'policy-author'), 'underwriting', `${policy}/draft-policy`, {
      document,
    })
    const publish = { version: '2025', hash: contentHash(document) }
    const approver = tokenOf('quentin', 'policy-approver')
    await ask(approver, 'underwriting', `${policy}/publish-policy`, publish)
    const path = '/credit-decision/app-7'
    const applicants = [{ id: 'applicant-1', role: 'primary' }]
    await ask(tokenOf('origination', 'service'), 'underwriting', `${path}/request-decision`, {
      ...{ applicants, facts: factsOf({ creditScore: 590 }) },
    })
    const ana = tokenOf('ana', 'officer')
    for (;;) {
      const { cases } = await ask(ana, 'underwriting', '/queue')
      if (cases.length === 1) break
      await clock.sleep(20, never)
    }
    const proposal = { outcome: 'approved', because }
    expect((await ask(ana, 'underwriting', `${path}/take-case`, {})).status).toBe(201)
    expect((await ask(ana, 'underwriting', `${path}/propose-outcome`, proposal)).status).toBe(201)
    const confirm = (token: string, body: object) =>
      ask(token, 'underwriting', `${path}/confirm-outcome`, body)
    expect(await confirm(ana, { grade: 'officer' })).toMatchObject({ code: 'MakerIsChecker' })
    expect(await confirm(ana, { by: 'ben', grade: 'officer' })).toMatchObject({
      code: 'WT_SENDER_DIFFERS',
    })
    const junior = tokenOf('ben', 'officer')
    expect(await confirm(junior, { grade: 'senior' })).toMatchObject({ code: 'WT_SENDER_DIFFERS' })
    expect(await confirm(junior, { grade: 'officer' })).toMatchObject({
      code: 'AuthorityExceeded',
    })
    expect((await confirm(tokenOf('ben', 'senior'), { grade: 'senior' })).status).toBe(201)
    const told = await ask(ana, 'underwriting', '/decisions/app-7/why')
    expect(told.settled).toMatchObject({ outcome: 'approved', by: ['ana', 'ben'] })
  }))

it('a doubtful match takes two people; contexts show each other tokens; officers may not read what compliance knows', () =>
  withTokens(async (ask, { clock, transport }) => {
    const fault = { method: 'POST', path: '/faults/sanctions', body: '{"fault":"doubtful"}' }
    await transport.call({ to: 'bureaus', ...fault, deadline: clock.now() + 5_000 })
    const dayIn = (days: number) =>
      new Date(clock.wallTime() + days * 86_400_000).toISOString().slice(0, 10)
    const desk = tokenOf('desk-1', 'desk')
    const screener = tokenOf('sam', 'screening')
    const application = {
      ...{ product: 'purchase', applicants: [ada] },
      items: { ...items, rateLockedOn: dayIn(0), consummationOn: dayIn(45) },
    }
    const submit = '/admission/app-9/submit-application'
    expect((await ask(desk, 'origination', submit, application)).status).toBe(201)
    for (;;) {
      const { matches } = await ask(screener, 'origination', '/matches')
      if (matches.length === 1) break
      await clock.sleep(20, never)
    }
    const path = '/party-screening/app-9'
    const judgement = { verdict: 'false-match', because: 'another birthday and country' }
    expect(await ask(desk, 'origination', `${path}/judge-match`, judgement)).toMatchObject({
      code: 'WT_ROLE_MISSING',
    })
    await ask(screener, 'origination', `${path}/judge-match`, judgement)
    expect(await ask(screener, 'origination', `${path}/confirm-judgement`, {})).toMatchObject({
      code: 'MakerIsChecker',
    })
    const other = tokenOf('tess', 'screening')
    expect((await ask(other, 'origination', `${path}/confirm-judgement`, {})).status).toBe(201)
    const auditor = tokenOf('ada', 'auditor')
    for (;;) {
      // asked for by origination's own token; no policy is in force here, so it waits
      const { rows } = await ask(auditor, 'underwriting', '/read/undecided')
      if (rows.length === 1) break
      await clock.sleep(20, never)
    }
    for (;;) {
      const { rows } = await ask(auditor, 'compliance', '/read/register')
      if (rows.length === 1) break
      await clock.sleep(20, never)
    }
    const officer = tokenOf('ana', 'officer', 'senior', 'committee')
    expect(await ask(officer, 'compliance', '/register/2026')).toMatchObject({
      ...{ status: 403, code: 'WT_ROLE_MISSING' },
    })
  }))
