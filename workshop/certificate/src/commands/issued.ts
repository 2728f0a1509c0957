import { join } from 'node:path'
import { CertificateError } from '../certificate-error.ts'
import { appendLine, textOf } from '../node/files.ts'
import { leastEntries } from '../status/bitstring.ts'

export interface Place {
  readonly list: string
  readonly index: number
}

/** Which places of which lists were given away: a line of JSON each, without a name. */
const fileIn = (data: string) => join(data, 'certificate/issued.ndjson')

/** A free place in a status list, by chance: places in a row would say who was issued theirs together. */
export function place(list: string, data: string, random: { next(): number }): Place {
  const taken = new Set(
    textOf(fileIn(data))
      .split('\n')
      .filter(Boolean)
      .map((line): Place => JSON.parse(line))
      .flatMap((it) => (it.list === list ? [it.index] : [])),
  )
  if (taken.size >= leastEntries)
    throw new CertificateError('WT_STATUS_LIST_FULL', `${list} has no place left`, { list })
  let index = Math.floor(random.next() * leastEntries)
  while (taken.has(index)) index = (index + 1) % leastEntries
  return { list, index }
}

export const remember = (id: string, { list, index }: Place, data: string): void =>
  appendLine(fileIn(data), JSON.stringify({ id, list, index }))
