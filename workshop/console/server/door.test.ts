import { header } from '@watertight/ports'
import { expect, test } from 'vitest'
import { door } from './door.ts'

const here = { host: '127.0.0.1:4600' }
const asked = (method: string, headers: Record<string, string>, path = '/') => ({
  ...{ method, path, headers },
})

test.for([
  ['GET', { host: 'localhost:4600' }],
  ['GET', { ...here, origin: 'https://elsewhere.example' }],
  ['POST', here],
  ['POST', { ...here, origin: 'http://127.0.0.1:4600' }],
  [
    'POST',
    {
      ...{ host: '127.0.0.1:50000', origin: 'http://localhost:4600' },
      ...{ 'x-forwarded-host': 'localhost:4600', 'x-forwarded-proto': 'http' },
    },
  ],
] as const)('without a token this machine is let in: %s %j', ([method, headers]) =>
  expect(door(undefined)(asked(method, headers))).toBeUndefined(),
)

test.for([
  ['GET', { host: 'rebound.example:4600' }],
  ['POST', { ...here, origin: 'https://elsewhere.example' }],
  ['POST', { ...here, origin: 'null' }],
  ['DELETE', { ...here, origin: 'http://127.0.0.1:9999' }],
] as const)(
  'other sites change nothing, and other names read nothing: %s %j',
  ([method, headers]) =>
    expect(door(undefined)(asked(method, headers))).toMatchObject({ status: 403 }),
)

const token = 'sixteen-characters'
const secret = door(token)

test('with a token whoever has it is let in, from anywhere, and nobody else', () => {
  const far = { host: 'console.example' }
  expect(secret(asked('GET', far))).toMatchObject({ status: 401 })
  expect(secret(asked('GET', { ...far, authorization: 'Bearer wrong' }))).toMatchObject({
    status: 401,
  })
  expect(secret(asked('GET', { ...far, authorization: `Bearer ${token}` }))).toBeUndefined()
  expect(
    secret(asked('GET', { ...far, cookie: `a=b; watertight-console=${token}` })),
  ).toBeUndefined()
})

test('a browser keeps the token in a cookie that pages cannot read, and its address loses it', () => {
  const answer = secret(asked('GET', { host: 'console.example' }, `/?token=${token}`))
  expect(answer).toMatchObject({ status: 303, headers: { location: '/' } })
  expect(header(answer?.headers ?? {}, 'set-cookie')).toMatch(/HttpOnly; SameSite=Strict/)
})

test('a cookie does not make another site’s page trustworthy', () =>
  expect(
    secret(
      asked('POST', {
        ...{ host: 'console.example', origin: 'https://elsewhere.example' },
        cookie: `watertight-console=${token}`,
      }),
    ),
  ).toMatchObject({ status: 403 }))
