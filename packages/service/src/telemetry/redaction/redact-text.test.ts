import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hideCardNumbers, isCardNumber } from './card-numbers.ts'
import { isCredential, keyedValues, longest, redactText } from './redact-text.ts'

/** Digits and their check digit. */
const withCheckDigit = (digits: string): string =>
  [...'0123456789'].map((last) => digits + last).find(isCardNumber) as string

const cardNumber = fc
  .stringMatching(/^[1-9][0-9]{11,17}$/)
  .map(withCheckDigit)
  .filter((digits) => digits.length <= 19)

describe('card numbers', () => {
  it.each([
    ['4111111111111111', '[card]'],
    ['pay 4111 1111 1111 1111 now', 'pay [card] now'],
    ['4111-1111-1111-1111', '[card]'],
    ['3782 822463 10005.', '[card].'],
    ['order 12 4111111111111111 12/29', 'order 12 [card] 12/29'],
    ['card4111111111111111x', 'card[card]x'],
    ['4111111111111111 5555555555554444', '[card] [card]'],
    ['6304000000000000 then', '[card] then'],
  ])('are hidden in %j', (text, hidden) => {
    expect(hideCardNumbers(text)).toBe(hidden)
  })

  it.each([
    '4111111111111112',
    '536365',
    '0190a5d2-1111-7567-8901-123456789012',
    '41111111111111110000000000000000',
    '2026-11-29T02:27:14.000Z',
  ])('are not seen in %j', (text) => {
    expect(hideCardNumbers(text)).toBe(text)
  })

  it('are hidden whatever stands around them', () => {
    fc.assert(
      fc.property(
        cardNumber,
        fc.stringMatching(/^[^0-9]*$/),
        fc.boolean(),
        (digits, noise, split) => {
          const written = split ? (digits.match(/.{1,4}/g) as string[]).join(' ') : digits
          expect(hideCardNumbers(`${noise}${written}${noise}`)).not.toContain(written)
        },
      ),
    )
  })
})

describe('a text', () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'
  it.each([
    [`got ${token}!`, 'got [secret]!'],
    [`Authorization: Bearer abc.def-ghi`, 'Authorization: [secret]'],
    ['use bearer s3cr3t, please', 'use bearer [secret], please'],
    ['cookie=sid=1; b=2\nnext', 'cookie=[secret]\nnext'],
    ['"idempotency-key":"k1"', '"idempotency-key":[secret]'],
  ])('without tokens and headers: %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted)
  })

  it('loses the secrets it is told of', () => {
    expect(redactText('the key hunter2 opens', ['hunter2'])).toBe('the key [secret] opens')
  })

  it('is cut, and what the cut goes through is dropped whole', () => {
    for (let before = longest - 30; before <= longest; before++) {
      const words = `${'word '.repeat(before / 5)}4111 1111 1111 1111 ${token} ${'tail '.repeat(999_999)}`
      const cut = redactText(words)
      expect(cut.length).toBeLessThan(longest + 40)
      expect(cut).not.toMatch(/4111|eyJ/)
    }
    expect(redactText('x'.repeat(10_000_000))).toBe('… [10000000 characters]')
  })

  it.each([
    ['buyer=ann%20b&x=1', 'buyer=[personal]&x=1'],
    ['{"buyer":"ann \\"b","x":1', '{"buyer":[personal],"x":1'],
    ['buyer: ann, x', 'buyer: [personal], x'],
    ['{"buyer":{"first":"ann","last":"b"', '{"buyer":[personal]'],
    [String.raw`"{\"buyer\":\"ann\",\"x\":1}"`, String.raw`"{\"buyer\":[personal],\"x\":1}"`],
    ['buyers are many', 'buyers are many'],
  ])('has what stands behind a key hidden: %s', (text, hidden) => {
    expect(keyedValues(['buyer', 'e-mail'])(text)).toBe(hidden)
  })
})

it.each(['Authorization', 'set-cookie', 'idempotencyKey', 'x-api-key', 'access_token'])(
  '%s names a credential',
  (key) => {
    expect(isCredential(key)).toBe(true)
  },
)
