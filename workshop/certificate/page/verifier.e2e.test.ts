import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { results } from '../src/test-kit/results.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'watertight-verifier-'))
const at = (...path: string[]) => join(folder, ...path)
const url = 'https://school.example/status'

/** The command line as a person uses it. */
const watertight = (...args: string[]) =>
  execFileSync('npx', ['watertight', 'certificate', ...args, '--data', at('data')], {
    cwd: root,
    encoding: 'utf8',
  })

let browser: Browser
let page: Page
let asked: string[]
let complaints: string[]
let key: string
beforeAll(async () => {
  writeFileSync(at('results.json'), JSON.stringify(results))
  watertight('issue', at('results.json'), '--name', 'Ada Lovelace', '--out', at('ada'))
  key = watertight('issuer').trim()
  writeFileSync(
    at('profile.json'),
    watertight('issuer', '--id', 'https://school.example/issuer', '--name', 'Example School'),
  )
  const school = ['--issuer', at('profile.json')]
  watertight(
    'issue',
    at('results.json'),
    '--name',
    'Bea',
    '--out',
    at('bea'),
    '--status-list',
    url,
    ...school,
  )
  watertight('revoke', '--list', at('status.json'), '--url', url, ...school)
  watertight(
    'revoke',
    at('bea/microservices.json'),
    '--list',
    at('revoking.json'),
    '--url',
    url,
    ...school,
  )
  watertight('verifier', '--out', at('verify.html'))
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-sync', '--no-first-run'],
  })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

beforeEach(async () => {
  asked = []
  complaints = []
  const context = await browser.newContext({ viewport: { width: 1000, height: 1200 } })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('request', (request) => asked.push(request.url()))
})

const address = pathToFileURL(at('verify.html')).href
const open = () => page.goto(address)
const verdict = () => page.getByTestId('verdict')
const choose = (...path: string[]) => page.setInputFiles('#file', at(...path))
const says = (wanted: RegExp) =>
  expect.poll(() => verdict().textContent(), { timeout: 30_000 }).toMatch(wanted)

describe('the page that verifies, opened from a file', () => {
  it.each(['json', 'svg', 'png', 'html'])(
    'reads a certificate from %s, and asks no network',
    async (ending) => {
      await open()
      await choose('ada', `microservices.${ending}`)
      await says(
        /✓ Valid.*conforms to Open Badges 3\.0.*Nobody vouches.*Ada Lovelace.*eddsa-rdfc-2022, eddsa-jcs-2022/,
      )
      expect(asked).toEqual([address])
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  it('says who signed only when it was told who should have', async () => {
    await open()
    await page.getByText('Whom do you expect').click()
    await page.getByLabel('Key of the issuer').fill(key)
    await choose('ada', 'microservices.json')
    await says(/✓ Valid/)
    expect(await verdict().textContent()).not.toContain('Nobody vouches')
    await page
      .getByLabel('Key of the issuer')
      .fill('did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi')
    await page.keyboard.press('Tab')
    await says(/✗ Refused.*IssuerUnexpected/)
    await page.context().close()
  })

  it('refuses what was changed, by dropping it, and shows nothing of it as true', async () => {
    const forged = readFileSync(at('ada/microservices.json'), 'utf8').replace('Ada Lovelace', 'Eve')
    await open()
    // as text: the types of a browser are not those of the tests
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([${JSON.stringify(forged)}], 'certificate.json'))
      return transfer
    })()`)
    await page.dispatchEvent('[data-testid=drop]', 'drop', { dataTransfer: data })
    await says(/✗ Refused.*SignatureWrong/)
    expect(await verdict().textContent()).not.toContain('Eve')
    await page.context().close()
  })

  it('reads the profile and the status list of an organisation', async () => {
    await open()
    await choose('bea', 'microservices.png')
    await says(/IssuerProfileMissing/)
    await page.setInputFiles('#profile', at('profile.json'))
    await says(/StatusListMissing.*https:\/\/school\.example\/status/)
    await page.setInputFiles('#status', at('status.json'))
    await says(/✓ Valid.*Bea.*Example School/)
    await page.setInputFiles('#status', at('revoking.json'))
    await says(/✗ Refused.*Revoked/)
    await page.context().close()
  })

  it('bears nonsense', async () => {
    writeFileSync(at('deep.json'), '['.repeat(100_000))
    writeFileSync(at('nested.json'), `${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    writeFileSync(at('noise.png'), Buffer.from('89504e470d0a1a0affffffffffffff', 'hex'))
    writeFileSync(at('script.svg'), '<svg><script>document.title="owned"</script></svg>')
    await open()
    for (const [file, code] of [
      ['deep.json', 'NotJson'],
      ['nested.json', 'TooDeep'],
      ['noise.png', 'ImageDamaged'],
      ['script.svg', 'NothingBaked'],
    ] as const) {
      await choose(file)
      await says(new RegExp(code))
    }
    expect(await page.title()).toBe('Verify a certificate')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says so where the browser cannot check signatures, rather than that they are wrong', async () => {
    await page.addInitScript(() => {
      SubtleCrypto.prototype.importKey = async () => {
        throw new DOMException('Unrecognized name', 'NotSupportedError')
      }
    })
    await open()
    await choose('ada', 'microservices.json')
    await says(/✗ Refused.*SignaturesUnsupported: this browser cannot check Ed25519 signatures/)
    await page.context().close()
  })

  it('may load and send nothing, by its own policy', async () => {
    const html = readFileSync(at('verify.html'), 'utf8')
    expect(html).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/)
    await open()
    const sent = await page.evaluate(() =>
      fetch('https://example.org').then(
        () => 'sent',
        () => 'not sent',
      ),
    )
    expect(sent).toBe('not sent')
    await page.context().close()
  })

  it('can be read and used by everybody, in the light and in the dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await open()
      await page.getByText('Whom do you expect').click()
      await choose('ada', 'microservices.json')
      await says(/✓ Valid/)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id }) => id)).toEqual([])
    }
    await page.goto(pathToFileURL(at('ada/microservices.html')).href)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.context().close()
  })
})
