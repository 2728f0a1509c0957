import assert from 'node:assert/strict'
import type { Cases } from '../story.ts'
import { type Tampering, tampered } from '../tampering.ts'

/** More must not be handed over at once, however much there is. */
const largestLot = 500

export const deliveryCases: Cases = {
  'what was published before anybody listened is heard, in order': async (story) => {
    const bank = await story.bank()
    await story.deposit(bank, 'a', 30)
    const books = await story.books()
    await story.hasEntered(books, 'a', 30)
  },

  'what is published while somebody listens arrives by itself': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.until(async () => (await story.feed(books)).connected)
    for (let number = 1; number <= 3; number++) {
      await story.deposit(bank, 'a')
      await story.hasEntered(books, 'a', number)
    }
  },

  'a listener that stops goes on where it was, and hears nothing twice': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 3)
    await story.hasEntered(books, 'a', 3)
    await books.running.stop()
    books.kill()
    await story.deposit(bank, 'a', 3)
    await books.restart()
    await story.hasEntered(books, 'a', 6)
    assert.equal((await story.feed(books)).repeated, 0)
  },

  'messages that come twice act once': (story) => tamperedWith(story, (text) => [text, text]),

  'messages that come out of order act in order': (story) => {
    let second = ''
    return tamperedWith(story, (text, number) => {
      if (number === 2) second = text
      return number === 2 ? [] : number === 3 ? [text, second] : [text]
    })
  },

  'messages that do not come are noticed, and asked for again': (story) =>
    tamperedWith(story, (text, number) => (number === 2 ? [] : [text])),

  'a message that arrives as rubbish is asked for again': (story) =>
    tamperedWith(story, (text, number) => [number === 2 ? text.slice(0, -9) : text]),

  'rubbish between the messages is passed over, and counted': async (story) => {
    const bank = await story.bank()
    await story.deposit(bank, 'a', 5)
    const change = (text: string, number: number) =>
      number === 2 ? ['{', '[]', '{"position":-1}', text, 'null'] : [text]
    const books = await story.books(tampered(story.messaging, { change }))
    await story.hasEntered(books, 'a', 5)
    assert.equal((await story.feed(books)).malformed, 4)
  },

  'what a listener cannot take now is handed over again': async (story) => {
    const bank = await story.bank()
    await story.deposit(bank, 'a', 5)
    let failures = 0
    const before = () => {
      if (++failures <= 3) throw Object.assign(new Error('the disk is full'), { failures })
    }
    const books = await story.books(tampered(story.messaging, { before }))
    await story.hasEntered(books, 'a', 5)
    assert.equal(failures > 3, true)
  },

  'a slow listener is handed one lot at a time, and no more than it can hold': async (story) => {
    const bank = await story.bank()
    const accounts = Array.from({ length: 600 }, (_, number) => `a${number}`)
    await Promise.all(accounts.map((account) => story.deposit(bank, account)))
    let inHand = 0
    let most = 0
    let largest = 0
    const before = async (texts: readonly string[]) => {
      most = Math.max(most, ++inHand)
      largest = Math.max(largest, texts.length)
      await story.pass(5)
    }
    const after = () => {
      inHand--
    }
    const books = await story.books(tampered(story.messaging, { before, after }))
    for (const account of accounts) await story.hasEntered(books, account, 1)
    assert.equal(most, 1)
    assert.equal(largest <= largestLot, true)
  },
}

/** The books must end up as if nobody had tampered. */
async function tamperedWith(
  story: Parameters<Cases[string]>[0],
  change: NonNullable<Tampering['change']>,
) {
  const bank = await story.bank()
  await story.deposit(bank, 'a', 5)
  const books = await story.books(tampered(story.messaging, { change }))
  await story.hasEntered(books, 'a', 5)
  // what comes after is heard as well: nothing is out of step
  await story.deposit(bank, 'a')
  await story.hasEntered(books, 'a', 6)
}
