/** Both ends are in it. */
export type ByteRange = { readonly from: number; readonly to: number } | 'whole' | 'nowhere'

const form = /^bytes=(\d{0,15})-(\d{0,15})$/

/** What a Range header asks of so many bytes (RFC 9110 §14.2). Several ranges, and what is no range, get the whole: a server may ignore the header. */
export function rangeOf(said: string | undefined, length: number): ByteRange {
  const [, first = '', last = ''] = (said && form.exec(said.replaceAll(' ', ''))) || []
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const suffix = Math.min(Number(last), length)
    return suffix === 0 ? 'nowhere' : { from: length - suffix, to: length - 1 }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return 'whole'
  if (from >= length) return 'nowhere'
  return { from, to: last === '' ? length - 1 : Math.min(Number(last), length - 1) }
}
