import { Pool } from 'undici'
import { expect, test } from 'vitest'
import { Deadlines } from '../deadlines.ts'
import { systemClock } from './clock.ts'
import { WholeAttempt } from './whole-attempt.ts'

const failed = (code: string, more: object = {}) =>
  Object.assign(new Error(code), { code, ...more })

/** How a call ends whose connection is never made. */
async function ending(error: Error): Promise<unknown> {
  const pool = new Pool('http://127.0.0.1:1', { connect: (_, done) => done(error, null) })
  const deadlines = new Deadlines(systemClock)
  const call = {
    to: 'echo',
    method: 'POST',
    path: '/',
    body: 'x',
    deadline: Number.POSITIVE_INFINITY,
  }
  const answer = new WholeAttempt(call, { clock: systemClock, deadlines, maxReplyBytes: 1 })
    .start(pool)
    .catch((cause) => cause)
  try {
    return await answer
  } finally {
    deadlines.stop()
    await pool.destroy()
  }
}

test.each([
  ['refused', failed('ECONNREFUSED', { syscall: 'connect' })],
  ['reset before it was accepted', failed('ECONNRESET', { syscall: 'connect' })],
  ['not there in time', failed('ETIMEDOUT', { syscall: 'connect' })],
  ['without a port of its own', failed('EADDRNOTAVAIL', { syscall: 'connect' })],
  ['without a name', failed('ENOTFOUND', { syscall: 'getaddrinfo' })],
  [
    'refused and reset at its two addresses',
    Object.assign(
      new AggregateError([
        failed('ECONNRESET', { syscall: 'connect' }),
        failed('ECONNREFUSED', { syscall: 'connect' }),
      ]),
      { code: 'ECONNRESET' },
    ),
  ],
])('a connection that is %s was never one: nothing was sent', async (_, error) => {
  expect(await ending(error)).toMatchObject({ code: 'WT_UNREACHABLE', cause: error })
})

test.each([
  ['reset while it is read', failed('ECONNRESET', { syscall: 'read' })],
  ['of unknown fate', new AggregateError([])],
])('a connection %s may have carried the call', async (_, error) => {
  expect(await ending(error)).toMatchObject({ code: 'WT_LOST', cause: error })
})
