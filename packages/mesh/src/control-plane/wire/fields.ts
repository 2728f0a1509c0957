import { ControlPlaneError } from '../control-plane-error.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What came is none of the messages that are spoken here. */
export const malformed = (sentence: string): ControlPlaneError =>
  new ControlPlaneError('WT_MESH_MESSAGE', sentence)

/** A JSON text as an object. */
export function objectOf(text: string, what: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(`${what} is no JSON`)
  }
  return fieldsOf(value, what)
}

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(`${what} is no object`)
  return value as Fields
}

/** A text that is not empty. */
export function textOf(value: unknown, what: string, most = 253): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > most)
    throw malformed(`${what} must be a text of 1 to ${most} characters`)
  return value
}

export function wholeOf(value: unknown, what: string, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
    throw malformed(`${what} must be a whole number from ${least} to ${most}`)
  return value as number
}

export function flagOf(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw malformed(`${what} must be true or false`)
  return value
}

export function listOf(value: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most)
    throw malformed(`${what} must be a list of at most ${most}`)
  return value
}

/** What does not matter beyond its length: it is cut, not refused. */
export const cutTo = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`
