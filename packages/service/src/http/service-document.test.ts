import { Validator } from '@seriousme/openapi-schema-validator'
import { realStage } from '@watertight/ports/stage'
import { describe, expect, it } from 'vitest'
import { type HostOptions, host } from '../host.ts'
import { Reserving } from '../test-kit/reserving.ts'
import { Office, Printer, Unprinted } from '../test-kit/tickets.ts'
import { issuer, officeAuth } from '../test-kit/tokens.ts'
import { tripsRunning } from '../test-kit/trips.ts'
import { type Asked, asking, inWorld } from '../test-kit/world.ts'

type Document = { readonly paths: Record<string, Record<string, any>>; readonly components: any }

async function documentOf(options: HostOptions): Promise<Document> {
  let answer: Asked | undefined
  const stage = realStage()
  await stage
    .host('any', async (ports) => {
      const { name } = options.context
      const hosted = await host(ports, { ...options, http: { graceMs: 0 } })
      answer = await asking(ports, name)('GET', '/openapi.json')
      await hosted.stop()
    })
    .finally(() => stage.stop())
  return answer?.body as Document
}

const { keys } = await issuer()
const auth = officeAuth(keys)

describe('the document of a service', () => {
  it.each<[string, HostOptions]>([
    ['asks for tokens', { context: Office, readModels: [Unprinted], auth }],
    ['runs processes', { context: tripsRunning(Reserving) }],
    ['hears others', { context: Printer }],
  ])('is valid OpenAPI 3.1 where it %s', async (_, options) => {
    const { valid, errors } = await new Validator().validate((await documentOf(options)) as never)
    expect(valid ? [] : errors).toEqual([])
  })

  it('has a path for all that is served', async () => {
    const paths = async (options: HostOptions) => Object.keys((await documentOf(options)).paths)
    const always = [
      ...['/problems', '/problems/{code}', '/openapi.json', '/openapi', '/metrics', '/status'],
      ...['/telemetry/recent', '/livez', '/readyz', '/feed'],
    ]
    expect(await paths({ context: Office, readModels: [Unprinted] })).toEqual(
      expect.arrayContaining([...always, '/seat/{id}/history', '/read/unprinted/{seat}']),
    )
    const retry = '/processes/{process}/{instance}/retry'
    expect(await paths({ context: tripsRunning(Reserving) })).toEqual(
      expect.arrayContaining([...always, retry]),
    )
    const printer = await paths({ context: Printer })
    expect(printer).toEqual(expect.arrayContaining([...always, '/feeds/{feed}/parked']))
    expect(printer).not.toContain(retry)
  })

  it('has no path that is not served', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, readModels: [Unprinted] })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/present/7/give-present', { buyer: 'ann' })
      const { paths } = (await ask('GET', '/openapi.json')).body as Document
      const values: Record<string, string> = {
        ...{ id: '7', seat: '7', code: 'WT_REFUSED', stream: 'seat-7', revision: '1' },
        model: 'unprinted',
      }
      for (const [path, methods] of Object.entries(paths))
        for (const method of Object.keys(methods)) {
          // it has no end
          if (path === '/feed') continue
          const asked = path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? name)
          const { status } = await ask(method.toUpperCase(), asked)
          expect([path, status]).not.toEqual([path, 404])
          expect([path, status]).not.toEqual([path, 405])
        }
    }))

  it('says which of the roles an operation takes, and which take no token', async () => {
    const { paths, components } = await documentOf({
      context: Office,
      readModels: [Unprinted],
      auth,
    })
    expect(components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' })
    const security = (path: string, method = 'get') => paths[path]?.[method].security
    expect(security('/seat/{id}/sell-seat', 'post')).toEqual([
      { bearer: ['seller'] },
      { bearer: ['manager'] },
    ])
    // whoever has a valid token
    expect(security('/present/{id}/give-present', 'post')).toEqual([{ bearer: [] }])
    for (const path of ['/seat/{id}/history', '/read/unprinted', '/read/unprinted/{seat}'])
      expect(security(path)).toEqual([{ bearer: ['seller'] }])
    expect(security('/feed')).toEqual([{ bearer: ['peer'] }])
    for (const path of ['/status', '/metrics', '/telemetry/recent', '/log/streams'])
      expect(security(path)).toEqual([{ bearer: ['operator'] }])
    expect(security('/log/disclosures', 'post')).toEqual([{ bearer: ['operator'] }])
    for (const path of ['/livez', '/readyz', '/problems', '/problems/{code}', '/openapi'])
      expect(security(path)).toEqual([])
  })

  it('asks for nothing where no tokens are asked for', async () => {
    const { paths, components } = await documentOf({ context: Office })
    expect(components.securitySchemes).toBeUndefined()
    expect(JSON.stringify(paths)).not.toContain('security')
  })
})
