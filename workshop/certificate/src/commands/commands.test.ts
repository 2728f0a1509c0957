import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext, Output } from '@watertight/cli'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issuedAt } from '../test-kit/issuing.ts'
import { results } from '../test-kit/results.ts'
import { place, remember } from './issued.ts'
import manifest from './watertight.ts'

let folder: string
let now: number
let printed: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-certificate-'))
  now = issuedAt
  printed = []
  writeFileSync(at('results.json'), JSON.stringify(results))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (...path: string[]) => join(folder, ...path)
const random = seededRandom(11)
const wallTime = () => now
const out: Output = {
  isTerminal: false,
  columns: 80,
  write: (text) => void printed.push(text),
  line: (text) => void printed.push(text),
  style: (_, text) => text,
}

/** One command line; what it printed, and its exit code. */
async function run(name: string, ...args: string[]) {
  printed = []
  const command = manifest.commands.find((it) => it.name === name)
  const context = {
    args: args.filter((it) => it !== '--json'),
    json: args.includes('--json'),
    out,
    data: at('data'),
    ports: { clock: { wallTime }, random, ids: uuidv7({ wallTime }, random) },
    page: async () => at('page'),
  }
  const code = await command?.run(context as unknown as CommandContext)
  const text = printed.join('\n')
  return { code, text, json: () => JSON.parse(text) }
}

const issue = (...more: string[]) =>
  run('issue', at('results.json'), '--name', 'Ada Lovelace', '--out', at('out'), ...more)
const certificate = (ending = 'json') => at('out', `microservices.${ending}`)

describe('watertight certificate', () => {
  it('issues four files with a key of its own, and verifies each of them', async () => {
    const issued = await issue('--json')
    const { issuer, files } = issued.json()
    expect(files).toEqual(['json', 'svg', 'png', 'html'].map((it) => certificate(it)))
    expect((await run('issuer')).text).toBe(issuer)
    for (const file of files) {
      const found = await run('verify', file, '--issuer', issuer, '--json')
      expect(found.code).toBe(0)
      expect(found.json()).toMatchObject({
        verdict: 'valid',
        recipient: 'Ada Lovelace',
        assurance: 'self-checked',
        isIssuerExpected: true,
        name: 'Microservices design patterns (self-checked)',
      })
    }
  })

  it('says for people what was signed and what that is worth, and never that anybody is certified', async () => {
    await issue()
    const { text, code } = await run('verify', certificate())
    expect(code).toBe(0)
    expect(text).toMatch(/^VALID {2}conforms to Open Badges 3\.0/)
    expect(text).toContain('Issued to    Ada Lovelace')
    expect(text).toContain('Result       Lab 1, version 1.2.0: Completed')
    expect(text).toContain('But: Nobody vouches for its issuer')
    expect(text).toContain('But: The labs were graded on the machine of the learner')
    expect(text.toLowerCase()).not.toContain('certified')
  })

  it('refuses with 1, the reason and what to do next', async () => {
    await issue()
    const forged = readFileSync(certificate(), 'utf8').replace('Ada Lovelace', 'Eve')
    writeFileSync(at('forged.json'), forged)
    const { code, text } = await run('verify', at('forged.json'))
    expect(code).toBe(1)
    expect(text).toMatch(/^REFUSED {2}SignatureWrong: .*\nIt was changed after it was signed/)
    const json = await run('verify', at('forged.json'), '--json')
    expect(json.json()).toMatchObject({ verdict: 'refused', reason: 'SignatureWrong' })
  })

  it('prints no control characters of a stranger’s file', async () => {
    writeFileSync(at('trap.json'), JSON.stringify({ '@context': '\u001b[2J\u202e\r' }))
    const { text } = await run('verify', at('trap.json'))
    expect(text).toMatch(/^REFUSED {2}ContextUnknown/)
    for (const char of '\u001b\u202e\r') expect(text).not.toContain(char)
  })

  it('keeps the private key to its owner and out of everything it writes and prints', async () => {
    const { text } = await issue(
      '--email',
      'ada@example.org',
      '--status-list',
      'https://a.example/s',
    )
    const path = at('data/certificate/issuer.pem')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const body = readFileSync(path, 'utf8').split('\n')[1] ?? ''
    const raw = Buffer.from(body, 'base64').subarray(-32)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile() && it.name !== 'issuer.pem')
      .map((it) => readFileSync(join(it.parentPath, it.name)))
    expect(files.length).toBeGreaterThan(5)
    for (const content of [...files, Buffer.from(text)]) {
      for (const form of [raw, body, raw.toString('hex'), raw.toString('base64url')])
        expect(content.includes(form)).toBe(false)
      // nor the address of the holder
      expect(content.includes('ada@example.org')).toBe(false)
    }
    expect((await run('verify', certificate(), '--email', 'ada@example.org')).text).toContain(
      'StatusListMissing',
    )
  })

  it('never writes over a certificate', async () => {
    await issue()
    const before = readFileSync(certificate())
    await expect(issue()).rejects.toThrow('WT_FILE_EXISTS')
    expect(readFileSync(certificate())).toEqual(before)
  })

  it('is valid until the end of the day that was named', async () => {
    await issue('--valid-until', '2026-12-31')
    now = Date.parse('2026-12-31T23:59:58Z')
    expect((await run('verify', certificate())).code).toBe(0)
    now = Date.parse('2026-12-31T23:59:59Z')
    expect((await run('verify', certificate())).text).toContain('Expired')
  })

  describe('for an organisation', () => {
    const id = 'https://school.example/issuer'
    const url = 'https://school.example/status'
    const profile = () => at('profile.json')
    beforeEach(async () => {
      const { text } = await run('issuer', '--id', id, '--name', 'Example School')
      writeFileSync(profile(), text)
      await issue('--issuer', profile(), '--status-list', url)
    })

    it('issues, revokes and verifies with files that anybody can download', async () => {
      const ours = ['--issuer', profile()]
      expect((await run('verify', certificate())).text).toContain('IssuerProfileMissing')
      expect((await run('verify', certificate(), ...ours)).text).toContain('StatusListMissing')
      const list = at('status.json')
      expect((await run('revoke', '--list', list, '--url', url, ...ours)).text).toContain(
        '0 revoked',
      )
      const good = readFileSync(list)
      const verify = () => run('verify', certificate('png'), ...ours, '--status', list)
      expect((await verify()).text).toMatch(/^VALID.*Example School/s)
      expect(
        (await run('revoke', certificate('svg'), '--list', list, ...ours, '--json')).json(),
      ).toMatchObject({ revoked: 1 })
      expect((await verify()).text).toContain('Revoked')

      // a copy from before serves thirty days; renewing forgets nobody
      writeFileSync(at('old.json'), good)
      now += 31 * 86_400_000
      const old = await run('verify', certificate(), ...ours, '--status', at('old.json'))
      expect(old.text).toContain('StatusListExpired')
      await run('revoke', '--list', list, ...ours)
      expect((await verify()).text).toContain('Revoked')
    })

    it('revokes nothing that it did not issue, and signs no list that was changed', async () => {
      const list = at('status.json')
      await run('revoke', '--list', list, '--url', url, '--issuer', profile())
      await expect(run('revoke', '--list', at('other.json'))).rejects.toThrow('WT_USAGE')
      await run(
        'issue',
        at('results.json'),
        '--name',
        'Eve',
        '--out',
        at('eve'),
        '--key',
        at('eve.pem'),
      )
      const foreign = at('eve/microservices.json')
      await expect(run('revoke', foreign, '--list', list, '--issuer', profile())).rejects.toThrow(
        'WT_NOT_ISSUED',
      )
      await expect(run('revoke', '--list', list, '--key', at('eve.pem'))).rejects.toThrow(
        'WT_NOT_ISSUED',
      )
      const changed = readFileSync(list, 'utf8').replace('"revocation"', '"suspension"')
      writeFileSync(list, changed)
      await expect(run('revoke', '--list', list, '--issuer', profile())).rejects.toThrow(
        'WT_NOT_ISSUED',
      )
      expect(readFileSync(list, 'utf8')).toBe(changed)
    })

    it('gives each certificate a place of its own, whatever chance says', () => {
      const always = { next: () => 0.999_999 }
      const places = Array.from({ length: 5 }, () => {
        const given = place(url, at('places'), always)
        remember('urn:uuid:1', given, at('places'))
        return given.index
      })
      expect(places).toEqual([131_071, 0, 1, 2, 3])
      expect(place('https://school.example/other', at('places'), always).index).toBe(131_071)
    })

    it('does not issue with a key that its profile does not have', async () => {
      await expect(
        run(
          'issue',
          at('results.json'),
          '--name',
          'A',
          '--out',
          at('x'),
          '--key',
          at('other.pem'),
          '--issuer',
          profile(),
        ),
      ).rejects.toThrow('WT_ISSUER_INVALID')
      expect(existsSync(at('x'))).toBe(false)
    })
  })

  it.each([
    [['issue'], '--name'],
    [['issue', 'results.json'], '--name'],
    [['issue', 'results.json', '--name', ' '], '--name'],
    [['issue', 'results.json', '--name', 'A', '--email', 'nobody'], '--email'],
    [['verify', 'a', 'b'], 'one argument too many'],
    [['issuer', '--id', 'https://a.example/x'], 'belong together'],
    [['issuer', '--id', 'http://a.example/x', '--name', 'A'], '--id'],
    [['revoke'], '--list'],
    [['revoke', '--list', 'x', '--valid-days', '0'], '--valid-days'],
  ])('says what is wrong with the command line %j', async (args, says) => {
    const [name = '', ...rest] = args
    const error = await run(name, ...rest).catch((it: Error) => it.message)
    expect(error).toMatch(/^WT_USAGE/)
    expect(error).toContain(says)
  })

  it.each<readonly [what: string, content: string, code: string]>([
    ['no JSON', 'hello', 'WT_USAGE'],
    ['of another format', JSON.stringify({ ...results, format: 'x' }), 'WT_RESULTS_INVALID'],
    ['without labs', JSON.stringify({ ...results, labs: [] }), 'WT_RESULTS_INVALID'],
    [
      'with a lab twice',
      JSON.stringify({ ...results, labs: [results.labs[0], results.labs[0]] }),
      'WT_RESULTS_INVALID',
    ],
    [
      'with more than was asked',
      JSON.stringify({ ...results, assurance: 're-graded' }),
      'WT_RESULTS_INVALID',
    ],
    [
      'with a date of no day',
      JSON.stringify({ ...results, labs: [{ ...results.labs[0], passedAt: 'now' }] }),
      'WT_RESULTS_INVALID',
    ],
  ])('issues nothing from results that are %s', async (_, content, code) => {
    writeFileSync(at('results.json'), content)
    await expect(issue()).rejects.toThrow(code)
    expect(existsSync(at('out'))).toBe(false)
  })

  it('a file that is not there, a folder, a device and a file too large are said by name', async () => {
    await expect(run('verify', at('nowhere'))).rejects.toThrow('WT_FILE_MISSING')
    await expect(run('verify', folder)).rejects.toThrow('WT_FILE_MISSING')
    await expect(run('verify', '/dev/zero')).rejects.toThrow('WT_FILE_MISSING')
    writeFileSync(at('large'), Buffer.alloc(9_000_000))
    await expect(run('verify', at('large'))).rejects.toThrow('WT_FILE_TOO_LARGE')
  })
})
