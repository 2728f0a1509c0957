import { keyed, seededRandom } from '@watertight/ports'
import { Claims, Done, type ExploredLog, SeatTaken } from './words.ts'

/** Where an append went, or `refused` where a condition of it did not hold. */
export type Outcome = number | 'refused'

/** Does the append of this name, `writer:number`; the name alone decides what it is, so that a retry is the same append. */
export async function operate(log: ExploredLog, op: string): Promise<Outcome> {
  const random = seededRandom(keyed(1, op))
  const [writer] = op.split(':') as [string]
  const kind = Math.floor(random.next() * 10)
  // mostly a few events, now and then many
  const of = 1 + Math.floor(random.next() * (random.next() < 0.2 ? 100 : 3))
  const ids = Array.from({ length: of }, (_, i) => `${op}/${i}`)
  const events = ids.map((_, i) => Done({ op, i, of }))
  const common = `common-${Math.floor(random.next() * 7)}`
  if (kind < 4) return stored(await log.append(common, events, { ids }))
  if (kind < 6) {
    // nobody else appends to it, and what is unanswered is asked again first
    const stream = `own-${writer}`
    const [last] = await log.read(stream, { backwards: true, limit: 1 }).toArray()
    const expect = last?.data.op === op ? last.revision - of : (last?.revision ?? 0)
    const answer = await log.append(stream, events, { ids, expect })
    if (answer.is === 'conflict') throw new Error(`${op}: a conflict with nobody`)
    return stored(answer)
  }
  if (kind < 8) {
    const parts = events.map((it, i) => ({ stream: `${common}-${i}`, events: [it] }))
    return stored(await log.appendAll(parts, { ids }))
  }
  const seat = Math.floor(random.next() * 400)
  if (kind < 9) {
    const failIf = { query: { types: [SeatTaken], tags: { seat } }, after: 0 }
    return stored(
      await log.append(common, SeatTaken({ op, i: 0, of: 1, seat }), {
        ids: ids.slice(0, 1),
        failIf,
      }),
    )
  }
  return stored(
    await log.append(common, events, { ids, writes: [Claims.claim({ name: `${seat}`, op })] }),
  )
}

function stored(answer: { readonly is: string; readonly position?: number | undefined }): Outcome {
  if (answer.is === 'appended' || answer.is === 'duplicate') return answer.position as number
  return 'refused'
}
