import type { Money } from '@watertight/domain'

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that may stand anywhere in a page. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** `1,234.50 USD`: exact, with its thousands apart. */
export function shown(money: Money): string {
  const [whole = '', part] = money.toDecimal().split('.')
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${part === undefined ? apart : `${apart}.${part}`} ${money.currency}`
}
