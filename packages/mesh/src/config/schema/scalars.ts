import { type Scalar, Wrong } from './shape.ts'

export const text: Scalar<string> = {
  is: 'scalar',
  kind: 'string',
  says: 'a text',
  read: (value) => value as string,
}

export const filledText: Scalar<string> = {
  ...text,
  says: 'a text that is not empty',
  read: (value) => (value === '' ? new Wrong('it is empty') : (value as string)),
}

export const truth: Scalar<boolean> = {
  is: 'scalar',
  kind: 'boolean',
  says: 'true or false',
  read: (value) => value as boolean,
}

/** Only the one truth that is run here. */
export const only = (allowed: boolean, why: string): Scalar<boolean> => ({
  ...truth,
  refuses: new Map([[!allowed, why]]),
})

export const whole = (least: number, most: number, says: string): Scalar<number> => ({
  is: 'scalar',
  kind: 'number',
  says,
  read: (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : new Wrong(`it is ${value}, and must be a whole number from ${least} to ${most}`),
})

/** As int32 of the protos, where 0 is "not said". */
export const count = whole(0, 2_147_483_647, 'a whole number from 0')
export const port = whole(1, 65_535, 'a port from 1 to 65535')
export const percent = whole(0, 100, 'a whole percentage from 0 to 100')
/** Envoy's range is 200 to 599; Istio's own check is off by one at the top. */
export const httpStatus = whole(200, 599, 'an HTTP status from 200 to 599')

const redirects = [301, 302, 303, 307, 308]
export const redirectStatus: Scalar<number> = {
  ...httpStatus,
  says: '301, 302, 303, 307 or 308',
  read: (value) =>
    redirects.includes(value as number)
      ? (value as number)
      : new Wrong(`it is ${value}, and must be 301, 302, 303, 307 or 308`),
}

export const decimal = (least: number, most: number, says: string): Scalar<number> => ({
  is: 'scalar',
  kind: 'number',
  says,
  read: (value) =>
    (value as number) >= least && (value as number) <= most
      ? (value as number)
      : new Wrong(`it is ${value}, and must be from ${least} to ${most}`),
})

/** Envoy draws in millionths, so less than 0.0001 % would be never. */
export const finePercent: Scalar<number> = {
  ...decimal(0, 100, 'a percentage from 0.0001 to 100, or 0'),
  read: (value) =>
    value === 0 || ((value as number) >= 0.0001 && (value as number) <= 100)
      ? (value as number)
      : new Wrong(`it is ${value}, and must be 0 or from 0.0001 to 100`),
}

const units = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const
const wholeDuration =
  /^(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))*$/
const oneUnit = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g
/** What a timer of Node can wait at most. */
const longestMs = 2_147_483_647

/** Milliseconds. As Go writes durations, and as Istio limits them: at least 1 ms, in whole milliseconds. */
export const duration: Scalar<number> = {
  is: 'scalar',
  kind: 'string',
  says: 'a duration such as 250ms, 1.5s or 1h30m',
  read(value) {
    const given = value as string
    if (given.length > 40 || !wholeDuration.test(given))
      return new Wrong(`'${given.slice(0, 40)}' is no duration such as 250ms, 1.5s or 1h30m`)
    const exact = [...given.matchAll(oneUnit)].reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units],
      0,
    )
    const ms = Math.round(exact)
    if (ms < 1) return new Wrong(`${given} is shorter than 1ms`)
    if (Math.abs(ms - exact) > 1e-9 * exact)
      return new Wrong(`${given} is not in whole milliseconds`)
    if (ms > longestMs) return new Wrong(`${given} is longer than 24 days`)
    return ms
  },
}

/** A word of an enumeration; those with a reason are Istio's and not run here. */
export const word = <const W extends string>(
  words: readonly W[],
  refuses: Readonly<Record<string, string>> = {},
): Scalar<W> => ({
  is: 'scalar',
  kind: 'string',
  says: words.join(', '),
  refuses: new Map(Object.entries(refuses)),
  read: (value) =>
    words.includes(value as W)
      ? (value as W)
      : new Wrong(`'${String(value).slice(0, 40)}' is none of ${words.join(', ')}`),
})
