import { describe, expect, it } from 'vitest'
import { Recorder, recorderDefaults } from './recorder.ts'
import { answerKey, endOf, momentOf, type Run, runIn } from './run.ts'

const snapshot = { at: 10, entries: { a: 1, b: { n: 1 } } }
const changes = [
  { at: 20, entries: { a: 2 } },
  { at: 30, entries: { b: null, c: 3 } },
]
const run: Run = {
  format: 'watertight-run',
  version: 1,
  snapshot,
  changes,
  answers: { 'api/x': 1 },
}

describe('a run', () => {
  it('knows what was known at each time', () => {
    expect(momentOf(run, 0)).toEqual({ at: 10, entries: snapshot.entries })
    expect(momentOf(run, 20)).toEqual({ at: 20, entries: { a: 2, b: { n: 1 } } })
    expect(momentOf(run, 99)).toEqual({ at: 30, entries: { a: 2, c: 3 } })
    expect(endOf(run)).toBe(30)
  })

  it('is read back from its file', () => {
    expect(runIn(JSON.stringify(run))).toEqual(run)
  })

  it.each([
    ['no JSON', '<html>', /no JSON/],
    ['null', 'null', /no run/],
    ['something else', '{"format":"har"}', /no run/],
    [
      'a later version',
      '{"format":"watertight-run","version":2}',
      /version 2, and this console reads version 1/,
    ],
    ['a run without its changes', JSON.stringify({ ...run, changes: [{}] }), /damaged/],
    ['a run without its beginning', JSON.stringify({ ...run, snapshot: null }), /damaged/],
    ['a run without its answers', JSON.stringify({ ...run, answers: null }), /damaged/],
  ])('is not %s', (_, text, why) => {
    expect(runIn(text)).toMatch(why)
  })
})

it('a story is kept once, from whichever of its events it is asked for', () => {
  expect(answerKey('api/log/stories/a%2Fb?time=2026')).toBe('api/log/stories/a%2Fb')
  expect(answerKey('api/log/find?q=x')).toBe('api/log/find?q=x')
})

describe('a recorder', () => {
  it('keeps what it is told from the last snapshot on', () => {
    const recorder = new Recorder()
    expect(recorder.run()).toBeUndefined()
    recorder.told({ is: 'snapshot', snapshot: { at: 1, entries: {} }, link: 'live' })
    recorder.told({ is: 'change', change: { at: 2, entries: { a: 0 } } })
    recorder.told({ is: 'snapshot', snapshot, link: 'live' })
    for (const change of changes) recorder.told({ is: 'change', change })
    recorder.told({ is: 'link', link: 'lost' })
    recorder.answered('api/x', 0)
    recorder.answered('api/x', 1)
    expect(recorder.run()).toEqual(run)
  })

  it('forgets the oldest changes and keeps what they led to', () => {
    const recorder = new Recorder({ ...recorderDefaults, changes: 10 })
    recorder.told({ is: 'snapshot', snapshot: { at: 0, entries: {} }, link: 'live' })
    for (let at = 1; at <= 100; at++)
      recorder.told({ is: 'change', change: { at, entries: { n: at, [`k${at}`]: 1 } } })
    const kept = recorder.run() as Run
    expect(kept.changes.length).toBeLessThanOrEqual(10)
    expect(Object.keys(momentOf(kept, 100).entries)).toHaveLength(101)
    expect(momentOf(kept, 100).entries.n).toBe(100)
  })

  it('forgets answers that were not asked for lately, and keeps none with personal data', () => {
    const recorder = new Recorder({ ...recorderDefaults, characters: 50 })
    recorder.told({ is: 'snapshot', snapshot, link: 'live' })
    recorder.answered('api/personal?disclosure=1', 'ann')
    for (const path of ['a', 'b', 'c', 'a', 'd']) recorder.answered(path, 'x'.repeat(12))
    expect(Object.keys(recorder.run()?.answers ?? {})).toEqual(['c', 'a', 'd'])
  })
})
