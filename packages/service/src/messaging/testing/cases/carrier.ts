import assert from 'node:assert/strict'
import type { Cases } from '../story.ts'

export const carrierCases: Cases = {
  'services start and take commands while nothing carries their messages': async (story) => {
    await story.carrier.stop()
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 3)
    await story.pass(200)
    const { connected, failing } = await story.feed(books)
    assert.equal(connected, false)
    assert.match(failing, /^WT_/)
    await story.carrier.start()
    await story.hasEntered(books, 'a', 3)
  },

  'what was published while nothing was carried arrives afterwards': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 3)
    await story.hasEntered(books, 'a', 3)
    for (let deposits = 4; deposits <= 6; deposits++) {
      await story.carrier.stop()
      await story.deposit(bank, 'a')
      await story.carrier.start()
      await story.hasEntered(books, 'a', deposits)
    }
    assert.equal((await story.feed(books)).failing, undefined)
  },

  'a tail that was delivered and then lost is not acted on again': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 3)
    await story.hasEntered(books, 'a', 3)
    await story.carrier.save()
    await story.deposit(bank, 'a', 5)
    await story.hasEntered(books, 'a', 8)
    await story.carrier.loseTheRest()
    await story.deposit(bank, 'a', 2)
    await story.hasEntered(books, 'a', 10)
  },

  'a tail that was lost before anybody heard it is published again': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 3)
    await story.hasEntered(books, 'a', 3)
    await books.running.stop()
    books.kill()
    await story.carrier.save()
    await story.deposit(bank, 'a', 5)
    await story.until(async () => {
      const { relay } = await story.ask(bank, 'bank', 'GET', '/status')
      return relay === undefined || relay.position === 8
    })
    await story.carrier.loseTheRest()
    await books.restart()
    await story.hasEntered(books, 'a', 8)
    await story.deposit(bank, 'a')
    await story.hasEntered(books, 'a', 9)
  },

  'everything lost is published again, and acted on once': async (story) => {
    await story.carrier.save()
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 5)
    await story.hasEntered(books, 'a', 5)
    await story.carrier.loseTheRest()
    await story.deposit(bank, 'a', 2)
    await story.hasEntered(books, 'a', 7)
  },

  'a listener that was away longer than anything is kept catches up': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 2)
    await story.hasEntered(books, 'a', 2)
    await books.running.stop()
    books.kill()
    await Promise.all(['a', 'b'].map((account) => story.deposit(bank, account, 150)))
    await story.until(async () => {
      const { relay, head } = await story.ask(bank, 'bank', 'GET', '/status')
      return relay === undefined || relay.position === head
    })
    await story.carrier.age()
    await story.deposit(bank, 'b')
    await books.restart()
    await story.hasEntered(books, 'a', 152)
    await story.hasEntered(books, 'b', 151)
  },
}
