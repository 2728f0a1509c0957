import { json, type Ports } from '@watertight/ports'
import { parse } from 'csv-parse/sync'
import { applicationOf, type Imported } from './application-of.ts'
import { type LarReader, larReader } from './lar-header.ts'

export interface LarReport {
  readonly rows: number
  readonly taken: number
  /** Rows that are no application here, by the reason. */
  readonly skipped: { readonly [reason: string]: number }
  /** By the code of the refusal. */
  readonly refused: { readonly [code: string]: number }
  /** Lines that cannot be read. */
  readonly unreadable: readonly number[]
}

export interface LarOptions {
  /** Address of origination, or of a gateway before it with its path. */
  readonly address: string
  readonly path: string
  readonly ports: Pick<Ports, 'clock' | 'transport'>
  readonly signal: AbortSignal
  /** After so many applications it stops. */
  readonly limit?: number
  readonly progress?: (rows: number) => void
}

/** The file is no public LAR: what is not there. */
export class NoLar extends Error {
  override readonly name = 'NoLar'
}

const attemptMs = 5_000
const pauseMs = 500

/**
 * Sends the rows of a public HMDA LAR file, line by line, as applications. Each has a key of its own, so a second run takes nothing twice.
 * Rejects with `NoLar` where the header is another one, and with the signal's reason when that fires.
 */
export async function importLar(
  lines: AsyncIterable<string>,
  { limit = Number.POSITIVE_INFINITY, progress = () => {}, ...options }: LarOptions,
): Promise<LarReport> {
  const skipped = new Map<string, number>()
  const refused = new Map<string, number>()
  const unreadable: number[] = []
  let [rows, taken, line] = [0, 0, 0]
  let reader: LarReader | undefined
  let width = 0
  for await (const text of lines) {
    line++
    if (text.trim() === '') continue
    const fields = fieldsOf(text)
    if (reader === undefined) {
      reader = readerOf(fields ?? [])
      width = fields?.length ?? 0
      continue
    }
    rows++
    if (fields?.length !== width) {
      unreadable.push(line)
      continue
    }
    const application = applicationOf(reader(fields), line)
    if ('skipped' in application) count(skipped, application.skipped)
    else {
      const code = await send(application, options)
      if (code === undefined) taken++
      else count(refused, code)
    }
    progress(rows)
    if (taken >= limit) break
  }
  if (reader === undefined) throw new NoLar('the file is empty')
  const [bySkip, byCode] = [Object.fromEntries(skipped), Object.fromEntries(refused)]
  return { rows, taken, skipped: bySkip, refused: byCode, unreadable }
}

function readerOf(header: readonly string[]): LarReader {
  const reader = larReader(header)
  if (typeof reader === 'function') return reader
  throw new NoLar(`the header lacks ${reader.join(', ')}`)
}

/** Sends it until there is an answer; the code of a refusal. */
async function send(
  { id, body }: Imported,
  { address, path, ports: { clock, transport }, signal }: LarOptions,
): Promise<string | undefined> {
  for (;;) {
    signal.throwIfAborted()
    try {
      const answer = await transport.call({
        ...{ to: address, method: 'POST', path: `${path}/admission/${id}/submit-application` },
        headers: { 'content-type': 'application/json', 'idempotency-key': id },
        body: JSON.stringify(body),
        deadline: clock.now() + attemptMs,
        signal,
      })
      if (answer.status < 300) return undefined
      if (answer.status < 500 && answer.status !== 429)
        return (json(answer.body) as { readonly code?: string }).code ?? `${answer.status}`
    } catch {
      signal.throwIfAborted()
    }
    await clock.sleep(pauseMs, signal)
  }
}

function fieldsOf(text: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(',')
  try {
    return (parse(text, { relax_column_count: true }) as string[][])[0]
  } catch {
    return undefined
  }
}

const count = (counts: Map<string, number>, key: string) =>
  counts.set(key, (counts.get(key) ?? 0) + 1)
