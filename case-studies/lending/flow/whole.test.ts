import type { Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Hosted } from '@watertight/service'
import { expect, it } from 'vitest'
import { startBureaus } from '../bureaus/service.ts'
import { startComplianceAlone } from '../compliance/service.ts'
import { startLetterShop } from '../letter-shop/service.ts'
import { startOrigination } from '../origination/service.ts'
import { startServicing } from '../servicing/service.ts'
import { syntheticApplication } from '../traffic/synthetic-application.ts'
import { startUnderwriting, type UnderwritingOptions } from '../underwriting/service.ts'
import { meshed } from './test-kit/rules.ts'

const applications = 12

const underwriting = (ports: Ports, options: UnderwritingOptions) =>
  startUnderwriting(ports, { ...options, synthetic: 0 })

it('every application that is decided has its notice, and every incomplete one is asked in writing, from end to end', async () => {
  const stage = virtualStage({ seed: 5 })
  const hosted: { compliance?: Hosted; origination?: Hosted } = {}
  try {
    await stage.run(async () => {
      await stage.host('bureaus', startBureaus)
      await stage.host('letter-shop', startLetterShop)
      await stage.host('underwriting', meshed(underwriting))
      await stage.host('servicing', meshed(startServicing))
      await stage.host('origination', async (ports) => {
        hosted.origination = await meshed(startOrigination)(ports)
        return hosted.origination
      })
      await stage.host('compliance', async (ports) => {
        hosted.compliance = await meshed(startComplianceAlone)(ports)
        return hosted.compliance
      })
      await new Promise<void>((resolve, reject) => {
        void stage.host('client', async ({ clock, transport }) => {
          const apply = async () => {
            for (let index = 0; index < applications; index++) {
              const {
                id,
                later: _,
                ...application
              } = syntheticApplication(1, 400 + index, '2026-01-01')
              const { status } = await transport.call({
                ...{ to: 'origination', method: 'POST' },
                path: `/admission/${id}/submit-application`,
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(application),
                deadline: clock.now() + 5_000,
              })
              expect(status).toBe(201)
            }
            await clock.sleep(20_000, new AbortController().signal)
          }
          return apply().then(resolve, reject)
        })
      })
    })
    const types = async (name: keyof typeof hosted) => {
      const events = await hosted[name]?.store.readLog().toArray()
      return (events ?? []).map(({ type }) => type)
    }
    const of = (all: readonly string[], type: string) => all.filter((one) => one === type).length
    const [origination, compliance] = [await types('origination'), await types('compliance')]
    const incomplete = of(origination, 'InformationAsked')
    expect(incomplete).toBeGreaterThan(0)
    expect(of(compliance, 'ReceiptNoted')).toBe(applications)
    expect(of(compliance, 'AskingNoted')).toBe(incomplete)
    expect(of(compliance, 'CompletionNoted')).toBe(applications - incomplete)
    expect(of(compliance, 'DecisionNoted')).toBe(of(origination, 'DecisionRecorded'))
    expect(of(compliance, 'NoticeSent')).toBeGreaterThan(0)
  } finally {
    await stage.stop()
  }
})
