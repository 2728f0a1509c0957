import type { Log } from '../log.ts'

const secret = new Set([
  'authorization',
  'card',
  'cards',
  'cookie',
  'cookies',
  'cvv',
  'pan',
  'password',
  'passwords',
  'secret',
  'secrets',
  'token',
  'tokens',
])

/** Whether a key names something that no log may hold: `cardNumber`, `set-cookie`, `access_token`, but not `company`. */
const isSecret = (key: string): boolean =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => secret.has(word))

function printable(key: string, value: unknown): unknown {
  if (isSecret(key)) return '[redacted]'
  if (typeof value === 'bigint') return String(value)
  if (!(value instanceof Error)) return value
  const { name, code, message, stack, cause } = value as Error & { code?: unknown }
  return { name, code, message, stack, cause }
}

/** A log of one JSON object a line: time, level, service, message, then the facts; errors are spelled out, secrets are not. */
export function jsonLines(
  service: string,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  return (level, message, facts) => {
    const head = { time: new Date().toISOString(), level, service, message }
    let line: string
    try {
      // the head twice: first for its place in the line, last so that no fact replaces it
      line = JSON.stringify({ ...head, ...facts, ...head }, printable)
    } catch (error) {
      line = JSON.stringify({ ...head, unprintable: String(error) })
    }
    write(`${line}\n`)
  }
}
