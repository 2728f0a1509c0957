import type { Ports } from '@watertight/ports'
import { text } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Hosted } from '@watertight/service'
import { expect, it } from 'vitest'
import { startComplianceAlone } from './service.ts'

/** Runs compliance alone in virtual time, and asks it as a neighbour would. */
async function asked(work: (ask: Ask, hosted: Hosted) => Promise<void>): Promise<void> {
  const stage = virtualStage({ seed: 5 })
  try {
    await stage.run(async () => {
      let hosted: Hosted | undefined
      await stage.host('compliance', async (ports) => {
        hosted = await startComplianceAlone(ports)
        return hosted
      })
      await new Promise<void>((resolve, reject) => {
        void stage.host('neighbour', async (ports) => {
          await work(asking(ports), hosted as Hosted).then(resolve, reject)
        })
      })
    })
  } finally {
    await stage.stop()
  }
}

type Ask = ReturnType<typeof asking>
const asking =
  ({ transport, clock }: Ports) =>
  async (path: string, body?: object) => {
    const answer = await transport.call({
      ...{ to: 'compliance', path, method: body ? 'POST' : 'GET' },
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      deadline: clock.now() + 2_000,
    })
    return { status: answer.status, said: text(answer.body) }
  }

const loan = {
  ...{ product: 'purchase', lien: 'first', termMonths: 360, apr: '6.6', apor: '6.1' },
  loanAmount: { amount: '200000.00', currency: 'USD' },
  propertyValue: { amount: '250000.00', currency: 'USD' },
  monthlyIncome: { amount: '9000.00', currency: 'USD' },
  ratePercent: '6.5',
}

it('what cannot be right is refused with code and sentence, and nothing is appended', () =>
  asked(async (ask, { store }) => {
    const negative = { ...loan, monthlyIncome: { amount: '-1.00', currency: 'USD' } }
    const wrong: [string, object, string][] = [
      ['note-receipt', { receivedOn: '2026-02-30', loan }, 'WT_INPUT_INVALID'],
      [
        'note-receipt',
        { receivedOn: '2026-03-01', loan: { ...loan, product: 'boat' } },
        'WT_INPUT_INVALID',
      ],
      [
        'note-receipt',
        { receivedOn: '2026-03-01', loan: { ...loan, race: 'x' } },
        'WT_INPUT_INVALID',
      ],
      ['note-receipt', { receivedOn: '2026-03-01', loan: negative }, 'AmountNegative'],
      ['note-receipt', { receivedOn: '2001-03-01', loan }, 'RuleUnknown'],
      [
        'note-asking',
        { missing: ['reserves'], askedOn: '2026-03-02', answerBy: '2026-03-20' },
        'ReceiptUnknown',
      ],
      ['note-decision', {}, 'WT_NOT_FOUND'],
    ]
    for (const [command, body, code] of wrong) {
      const { status, said } = await ask(`/application-file/app-7/${command}`, body)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(JSON.parse(said)).toMatchObject({ code, detail: expect.stringContaining(' ') })
    }
    expect((await ask('/retention/app-7/lift-hold', { hold: 'case-17' })).said).toContain(
      'HoldUnknown',
    )
    expect(await store.head()).toBe(0)
  }))

it('writes the register of a year from what it was told, protected attributes from its own log', () =>
  asked(async (ask) => {
    await ask('/application-file/app-7/note-receipt', { receivedOn: '2026-03-01', loan })
    await ask('/monitoring/app-7/record-monitoring', { sex: 'male', ethnicity: 'hispanic' })
    await ask('/application-file/app-7/note-withdrawal', { withdrawnOn: '2026-03-09' })
    const { status, said } = await ask('/register/2026')
    expect(status).toBe(200)
    const [header, line, end] = said.split('\n')
    expect(header).toContain('universal_loan_identifier|application_date|loan_purpose')
    expect(line).toContain('|20260301|1|200000.00|4|20260309|1|1|108|NA|1|10||||')
    expect(end).toBe('')
    expect((await ask('/register/2025')).said.split('\n')).toHaveLength(2)
    expect(await ask('/register/1999')).toMatchObject({
      status: 409,
      said: expect.stringContaining('YearUnknown'),
    })
    expect((await ask('/read/register')).said).not.toMatch(/male|hispanic/)
  }))
