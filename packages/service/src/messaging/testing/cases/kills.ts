import assert from 'node:assert/strict'
import { host } from '../../../host.ts'
import { keepTrying } from '../../keep-trying.ts'
import { outbox } from '../../outbox.ts'
import { Bank } from '../contexts.ts'
import type { Cases } from '../story.ts'
import { tampered } from '../tampering.ts'

export const killCases: Cases = {
  'a listener killed after the effect, before it could say so, does nothing twice': (story) =>
    killedListening(story, 'after'),

  'a listener killed before the effect loses nothing': (story) => killedListening(story, 'before'),

  'a publisher killed between commit and publishing publishes when it is back': async (story) => {
    const bank = await story.bank()
    const books = await story.books()
    await story.deposit(bank, 'a', 2)
    await story.hasEntered(books, 'a', 2)
    await story.carrier.stop()
    await story.deposit(bank, 'a', 3)
    bank.kill()
    await story.carrier.start()
    await bank.restart()
    await story.hasEntered(books, 'a', 5)
  },

  'a publisher killed while its messages arrive publishes each once': async (story) => {
    const bank = await story.bank()
    await story.deposit(bank, 'a', 40)
    let isKilled = false
    const before = () => {
      if (!isKilled) bank.kill()
      isKilled = true
    }
    const books = await story.books(tampered(story.messaging, { before }))
    await story.until(() => isKilled)
    await bank.restart()
    await story.deposit(bank, 'a', 5)
    await story.hasEntered(books, 'a', 45)
    assert.equal((await story.feed(books)).repeated, 0)
  },

  'of two relays of one log each message is published by one': async (story) => {
    const { relay } = story.messaging
    const bank = await story.host('bank', async (ports) => {
      const hosted = await host(ports, { context: Bank, messaging: story.messaging })
      const published = outbox(Bank, hosted.store)
      if (relay)
        ports.spawn('second relay', (signal) =>
          keepTrying(
            () => relay(published, { relayed() {} }, ports, signal),
            () => {},
            ports,
            signal,
          ),
        )
      return hosted
    })
    const books = await story.books()
    await Promise.all(['a', 'b', 'c'].map((account) => story.deposit(bank, account, 20)))
    for (const account of ['a', 'b', 'c']) await story.hasEntered(books, account, 20)
    assert.equal((await story.feed(books)).repeated, 0)
  },
}

async function killedListening(story: Parameters<Cases[string]>[0], when: 'before' | 'after') {
  let isKilled = false
  const strike = async () => {
    if (isKilled) return
    isKilled = true
    books.kill()
    await new Promise(() => {})
  }
  const books = await story.books(tampered(story.messaging, { [when]: strike }))
  const bank = await story.bank()
  await story.deposit(bank, 'a', 3)
  await story.until(() => isKilled)
  await books.restart()
  await story.hasEntered(books, 'a', 3)
  await story.deposit(bank, 'a')
  await story.hasEntered(books, 'a', 4)
}
