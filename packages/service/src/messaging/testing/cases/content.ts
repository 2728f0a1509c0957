import assert from 'node:assert/strict'
import { poisonous } from '../contexts.ts'
import type { Cases } from '../story.ts'
import { tampered } from '../tampering.ts'

type Story = Parameters<Cases[string]>[0]
type Books = Awaited<ReturnType<Story['books']>>

export const contentCases: Cases = {
  'a message that cannot be handled is parked with its reason, what follows on its subject waits, others go on':
    async (story) => {
      const { books } = await withPoison(story)
      const { parked } = await story.ask(books, 'books', 'GET', '/feeds/bank/parked')
      assert.equal(parked.length, 3)
      const [first, ...rest] = parked
      assert.deepEqual([first.subject, first.code, first.failures], ['a', 'WT_MESSAGE_FAILED', 1])
      assert.match(first.because, /cannot enter 13/)
      for (const one of rest) assert.deepEqual([one.subject, one.code], ['a', undefined])
      const { text } = await metrics(story, books)
      assert.match(text, /watertight_parked_messages\{feed="bank"\} 3/)
    },

  'it stays parked over a restart, and a retry that fails changes nothing but its count': async (
    story,
  ) => {
    const { books, bank } = await withPoison(story)
    books.kill()
    await books.restart()
    await story.deposit(bank, 'a')
    await story.until(async () => (await story.feed(books)).parked === 4)
    const tried = await retry(story, books)
    assert.deepEqual([tried.handled, tried.left], [0, 4])
    const { parked } = await story.ask(books, 'books', 'GET', '/feeds/bank/parked')
    assert.equal(parked[0].failures, 2)
    assert.deepEqual(await story.entered(books, 'a'), [1])
  },

  'tried again by command it acts once, and what waited follows in order': async (story) => {
    const { books, bank } = await withPoison(story)
    story.isBroken = false
    const tried = await retry(story, books)
    assert.deepEqual(tried, { handled: 3, left: 0 })
    await story.hasEntered(books, 'a', 4)
    await story.deposit(bank, 'a')
    await story.hasEntered(books, 'a', 5)
    assert.equal((await story.feed(books)).parked, 0)
  },

  'given up by command it has no effect, and what waited follows': async (story) => {
    const { books } = await withPoison(story)
    const { parked } = await story.ask(books, 'books', 'GET', '/feeds/bank/parked')
    const waiting = await story.ask(books, 'books', 'POST', `${at(parked[1])}/drop`)
    assert.equal(waiting.status, 404)
    const dropped = await story.ask(books, 'books', 'POST', parked[0].drop)
    assert.deepEqual(dropped, { handled: 2, left: 0 })
    assert.deepEqual(await story.entered(books, 'a'), [1, 3, 4])
  },

  'a type that has no meaning here yet is passed over, and counted': async (story) => {
    const { books } = await changed(story, (text) =>
      text.replace('bank.Deposited.v1', 'bank.Deposited.v9'),
    )
    await story.until(async () => (await story.feed(books)).unknown === 1)
    assert.deepEqual(await story.entered(books, 'a'), [1, 3])
    assert.equal((await story.feed(books)).parked, 0)
  },

  'an event that does not fit what was promised is parked': async (story) => {
    const { books } = await changed(story, (text) => text.replace('"number":2', '"number":"two"'))
    await isParked(story, books, 'WT_INPUT_INVALID', /number/)
  },

  'what is no CloudEvent is parked': async (story) => {
    const changes = [
      ['"specversion":"1.0"', '"specversion":"0.3"', /specversion/],
      ['"subject":"a"', '"subject":""', /subject/],
      ['"time":"', '"time":"on ', /time/],
      ['"data":', '"data_base64":', /data/],
    ] as const
    const bank = await story.bank()
    await story.deposit(bank, 'a', changes.length)
    const change = (text: string, number: number) => {
      const [from, to] = changes[number - 1] ?? ['', '']
      return [text.replace(from, to)]
    }
    const books = await story.books(tampered(story.messaging, { change }))
    await story.until(async () => (await story.feed(books)).parked === changes.length)
    const { parked } = await story.ask(books, 'books', 'GET', '/feeds/bank/parked')
    assert.deepEqual(await story.entered(books, 'a'), [])
    for (const [index, [, , because]] of changes.entries()) {
      const one = parked[index]
      if (one.code === undefined) continue
      assert.equal(one.code, 'WT_MESSAGE_MALFORMED')
      assert.match(one.because, because)
    }
    await story.deposit(bank, 'b', 2)
    await story.hasEntered(books, 'b', 2)
  },
}

const at = ({ position }: { readonly position: number }) => `/feeds/bank/parked/${position}`
const metrics = async (story: Story, books: Books) => {
  const { body } = await books.ports.transport.call({
    ...{ to: 'books', method: 'GET', path: '/metrics' },
    deadline: books.ports.clock.now() + 5_000,
  })
  await story.pass(0)
  return { text: typeof body === 'string' ? body : new TextDecoder().decode(body) }
}

async function retry(story: Story, books: Books) {
  const { parked } = await story.ask(books, 'books', 'GET', '/feeds/bank/parked')
  return story.ask(books, 'books', 'POST', parked[0].retry)
}

/** Account a has its second deposit parked and two more behind it; account b goes on. */
async function withPoison(story: Story) {
  const bank = await story.bank()
  await story.deposit(bank, 'a')
  await story.deposit(bank, 'a', 1, poisonous)
  await story.deposit(bank, 'b', 2)
  const books = await story.books()
  await story.hasEntered(books, 'b', 2)
  await story.deposit(bank, 'a', 2)
  await story.deposit(bank, 'b')
  await story.hasEntered(books, 'b', 3)
  await story.until(async () => (await story.feed(books)).parked === 3)
  assert.deepEqual(await story.entered(books, 'a'), [1])
  return { bank, books }
}

/** Three deposits whose second message is changed on its way. */
async function changed(story: Story, change: (text: string) => string) {
  const bank = await story.bank()
  await story.deposit(bank, 'a', 3)
  const books = await story.books(
    tampered(story.messaging, {
      change: (text, number) => [number === 2 ? change(text) : text],
    }),
  )
  return { bank, books }
}

async function isParked(story: Story, books: Books, code: string, because: RegExp) {
  await story.until(async () => (await story.feed(books)).parked === 2)
  const { parked } = await story.ask(books, 'books', 'GET', '/feeds/bank/parked')
  assert.equal(parked[0].code, code)
  assert.match(parked[0].because, because)
  assert.deepEqual(await story.entered(books, 'a'), [1])
}
