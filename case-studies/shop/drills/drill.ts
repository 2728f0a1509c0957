import type { DrillShop } from './drill-shop.ts'

/** Something that goes wrong in the running shop, and how the shop has to end up. */
export interface Drill {
  readonly name: string
  /** What goes wrong, and what has to be so afterwards. */
  readonly sentence: string
  /** Rejects when the shop is not there, or the signal fires; whatever it broke is healed first. */
  run(shop: DrillShop): Promise<readonly Finding[]>
}

/** One thing that was expected, and what was. */
export interface Finding {
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly isMet: boolean
}

export const exactly = (what: string, expected: string | number, seen: unknown): Finding => ({
  ...{
    what,
    expected: String(expected),
    seen: String(seen),
    isMet: String(expected) === String(seen),
  },
})
export const atLeast = (what: string, least: number, seen: number): Finding => ({
  ...{ what, expected: `${least} or more`, seen: String(seen), isMet: seen >= least },
})
