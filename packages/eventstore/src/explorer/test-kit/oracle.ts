import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'

interface Row {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly at: number
  readonly id: string
  readonly type: string
  readonly data: string
}
interface Event extends Row {
  readonly op: string
  readonly i: number
  readonly of: number
  readonly seat?: number
}

/** What must be in a log, from the journals of those who wrote it; reads only what is new, and throws at the first thing that is lost, doubled, reordered or torn. */
export class Oracle {
  head = 0
  /** Answers that were held against the log. */
  checked = 0
  /** The log ends here as long as it was not brought back. */
  readonly answered = new Map<string, number>()
  readonly refused = new Set<string>()
  #at = 0
  readonly #revisions = new Map<string, number>()
  /** The last position of each append. */
  readonly #stored = new Map<string, number>()
  readonly #seats = new Set<number>()
  /** The number of the last append to a stream that one writer has for itself. */
  readonly #own = new Map<string, number>()

  isStored(op: string): boolean {
    return this.#stored.has(op)
  }

  /** The log as it is on the disk now. */
  check(file: string): void {
    const db = new DatabaseSync(file)
    try {
      const has = db.prepare("select name from sqlite_schema where type = 'table' and name like ?")
      const isOpened = has.get('effects') !== undefined
      // killed while it opened its first log
      if (has.get('wt_events')) this.#read(db)
      this.#compare()
      const inline = has.get('Streams%')?.name
      if (isOpened) checkEffects(db)
      if (inline !== undefined) checkInline(db, String(inline), this.head)
    } finally {
      db.close()
    }
  }

  #read(db: DatabaseSync): void {
    const query = db.prepare(
      `select e.position, s.name as stream, e.revision, e.at, e.id, t.name as type, e.data
       from wt_events e join wt_streams s on s.id = e.stream_id join wt_types t on t.id = e.type_id
       where e.position > ? order by e.position`,
    )
    let open: Event | undefined
    for (const row of query.iterate(this.head) as Iterable<unknown>) {
      const stored = row as Row
      const event: Event = { ...stored, ...JSON.parse(stored.data) }
      this.#place(event)
      this.#whole(event, open)
      open = event.i + 1 < event.of ? event : undefined
    }
    assert.equal(open, undefined, 'the last append is torn')
  }

  #place(event: Event): void {
    const { position, stream, revision, at } = event
    const where = `at ${position}`
    assert.equal(position, this.head + 1, `a hole ${where}`)
    assert.equal(revision, (this.#revisions.get(stream) ?? 0) + 1, `${stream} has a hole ${where}`)
    assert(at >= this.#at, `time goes back ${where}`)
    this.head = position
    this.#at = at
    this.#revisions.set(stream, revision)
    if (event.type === 'SeatTaken') {
      assert(!this.#seats.has(event.seat as number), `seat ${event.seat} is taken twice ${where}`)
      this.#seats.add(event.seat as number)
    }
    if (!stream.startsWith('own-')) return
    const n = Number(event.op.split(':')[1])
    assert(n >= (this.#own.get(stream) ?? -1), `${stream} is reordered ${where}`)
    this.#own.set(stream, n)
  }

  #whole(event: Event, before: Event | undefined): void {
    const { op, i, of, id, position } = event
    assert.equal(id, `${op}/${i}`)
    if (before) assert.deepEqual([op, i], [before.op, before.i + 1], `${before.op} is torn`)
    else assert.equal(i, 0, `${op} is torn`)
    if (i + 1 < of) return
    assert(!this.#stored.has(op), `${op} is doubled`)
    this.#stored.set(op, position)
  }

  #compare(): void {
    for (const [op, position] of this.answered)
      assert.equal(this.#stored.get(op), position, `${op} was answered and is lost`)
    for (const op of this.refused) assert(!this.#stored.has(op), `${op} was refused and is stored`)
    this.checked += this.answered.size
    this.answered.clear()
  }
}

function checkEffects(db: DatabaseSync): void {
  const rows = db.prepare('select count(*) as n, max(times) as most from effects').get()
  assert(Number(rows?.most ?? 0) <= 1, 'an effect was doubled')
  // the checkpoint and the effects are one commit
  const moved = db.prepare("select position from wt_checkpoints where name = 'effects'").get()
  assert.equal(Number(rows?.n), Number(moved?.position ?? 0), 'effects and checkpoint differ')
}

function checkInline(db: DatabaseSync, table: string, head: number): void {
  const sum = db.prepare(`select sum(events) as n from "${table}"`).get()
  assert.equal(Number(sum?.n ?? 0), head, 'inline rows and log differ')
}
