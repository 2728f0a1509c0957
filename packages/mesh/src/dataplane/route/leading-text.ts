/** The text that every match of a pattern over a whole value begins with, as far as it can be read off; empty where it cannot. */
export function leadingText({ source, flags }: RegExp): string {
  // an alternative may begin with anything, and in any case there is no one text
  if (source.includes('|') || flags.includes('i')) return ''
  let text = ''
  let i = source.startsWith('^') ? 1 : 0
  while (i < source.length) {
    const isEscaped = source[i] === '\\'
    const one = source[isEscaped ? i + 1 : i] as string
    if (isEscaped ? !/^[!-/:-@[-`{-~]$/.test(one) : !/^[\w\-/~%!@&=,:;"'<> ]$/.test(one)) break
    const behind = i + (isEscaped ? 2 : 1)
    // what may be repeated may be absent
    if (/^[*+?{]/.test(source.slice(behind, behind + 1))) break
    text += one
    i = behind
  }
  return text
}
