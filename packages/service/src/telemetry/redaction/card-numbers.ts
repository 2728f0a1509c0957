// an id in one of these shapes is no card number, whatever digits it happens to have
const ids = String.raw`(?<![\da-z])(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32})(?![\da-z])`
const digits = String.raw`\d+(?:[\s-]{1,2}\d+)*`
const runs = new RegExp(`(${ids})|${digits}`, 'gi')

/** The text with every card number in it, written with or without spaces and dashes, as `[card]`: 13 to 19 digits whose last is the check digit of the others (ISO/IEC 7812-1, Luhn). */
export const hideCardNumbers = (text: string): string =>
  /\d{4}/.test(text) ? text.replace(runs, (run, id) => (id ? run : hidden(run))) : text

/** Digits that stand apart may be a card number alone or together with their neighbours. */
function hidden(run: string): string {
  if (run.length < 13) return run
  const groups = [...run.matchAll(/\d+/g)]
  let out = ''
  let done = 0
  for (let first = 0; first < groups.length; first++) {
    let number = ''
    for (let last = first; last < groups.length && number.length < 19; last++) {
      const { 0: group, index } = groups[last] as RegExpExecArray
      number += group
      if (!isCardNumber(number)) continue
      out += `${run.slice(done, groups[first]?.index)}[card]`
      done = index + group.length
      first = last
      break
    }
  }
  return out + run.slice(done)
}

export function isCardNumber(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const counted = i % 2 === 0 ? digit : digit * 2
    sum += counted > 9 ? counted - 9 : counted
  }
  return sum % 10 === 0
}
