import { keyed } from '@watertight/ports'

export interface Product {
  readonly sku: string
  readonly description: string
  readonly pence: number
}

const looks = ['VINTAGE', 'STRIPED', 'PEWTER', 'ENAMEL', 'SET OF 6', 'SMALL', 'PAINTED', 'WOVEN']
const themes = ['ANCHOR', 'LIGHTHOUSE', 'SEAGULL', 'COMPASS', 'STARFISH', 'HARBOUR', 'REGATTA']
const things = ['MUG', 'LANTERN', 'CUSHION COVER', 'DOORMAT', 'TEA TOWEL', 'MONEY BOX', 'BUNTING']

/** Prices of a gift shop: half of them under £2.10, nine in ten under £6.50. */
const prices = [
  ...[29, 42, 55, 65, 85, 85, 95, 125, 125, 145, 165, 165, 169, 195, 210, 210, 255, 275],
  ...[295, 295, 325, 375, 375, 425, 465, 495, 595, 645, 750, 850, 995, 1275],
]

const of = <T>(list: readonly T[], key: number, use: string): T =>
  list[keyed(key, use) % list.length] as T

/** Invented products, the same on every machine: every look with every theme on every thing. */
export const catalogue: readonly Product[] = looks.flatMap((look, l) =>
  themes.flatMap((theme, t) =>
    things.map((thing, i) => {
      const place = (l * themes.length + t) * things.length + i
      const letter = of(['', '', '', 'A', 'B'], place, 'letter')
      return {
        sku: `${30_000 + place * 17}${letter}`,
        description: `${look} ${theme} ${thing}`,
        pence: of(prices, place, 'price'),
      }
    }),
  ),
)
