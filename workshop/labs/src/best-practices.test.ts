import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { labs } from './labs.ts'

const repository = join(import.meta.dirname, '../../..')
const docs = join(repository, 'docs')
const page = readFileSync(join(docs, 'best-practices.md'), 'utf8')
const slugs = Object.keys(labs)

const linksIn = (text: string) => [...text.matchAll(/\]\(([^)#]+)/g)].map(([, to = '']) => to)
const codesIn = (text: string) => [...text.matchAll(/`([A-Z_]{4,})`/g)].map(([, code]) => code)

/** Of each wrong file of a lab the code that its proof names. */
function provedCodes(slug: string): ReadonlyMap<string, string> {
  const proof = readFileSync(join(import.meta.dirname, slug, `${slug}.test.ts`), 'utf8')
  const codes = new Map(
    [...proof.matchAll(/\b(\w+),\s*'([A-Z_]+)'/g)].map(([, name = '', code = '']) => [name, code]),
  )
  const imports = proof.matchAll(/start as (\w+) \} from '\.\/files\/wrong\/([\w-]+\.ts)'/g)
  return new Map([...imports].map(([, name = '', file = '']) => [file, codes.get(name) ?? '']))
}

describe('the page of best practices', () => {
  it('leads to files that are there', () => {
    for (const to of linksIn(page)) expect(existsSync(resolve(docs, to)), to).toBe(true)
  })

  it.each(slugs)('names every mistake of %s, each with the code that refuses it', (slug) => {
    const proved = provedCodes(slug)
    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    for (const file of readdirSync(join(import.meta.dirname, slug, 'files/wrong'))) {
      const row = rows.find((it) => it.includes(`/${slug}/files/wrong/${file})`))
      expect(codesIn(row ?? ''), `${slug}/${file}`).toContain(proved.get(file))
    }
  })
})

it.each(slugs)('%s leads to case studies where it runs for real, and they lead back', (slug) => {
  const idea = readFileSync(join(import.meta.dirname, slug, 'idea.md'), 'utf8')
  const links = linksIn(idea)
  for (const to of links) expect(existsSync(resolve(import.meta.dirname, slug, to)), to).toBe(true)
  const studies = new Set(links.flatMap((it) => /case-studies\/(\w+)\//.exec(it)?.[1] ?? []))
  expect(studies.size).toBeGreaterThan(0)
  for (const study of studies) {
    const readme = readFileSync(join(repository, 'case-studies', study, 'README.md'), 'utf8')
    expect(readme, study).toContain(`workshop/labs/src/${slug}/idea.md`)
  }
})
