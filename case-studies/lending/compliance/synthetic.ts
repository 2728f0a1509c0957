import { chance } from '@watertight/ports'

/** What nobody told for a synthetic application: made up like the application, from the same seed and number. */
export function syntheticAttributes(seed: number, index: number) {
  const draw = (what: string) => chance(seed, index, what)
  // incomes differ between groups in life as well; underwriting draws the income by this name, and knows no group
  const isLower = draw('income') > 0.5
  const sex =
    draw('sex told') < 0.1 ? 'not-given' : draw('sex') < (isLower ? 0.5 : 0.38) ? 'female' : 'male'
  const ethnicity =
    draw('ethnicity told') < 0.1
      ? 'not-given'
      : draw('ethnicity') < (isLower ? 0.2 : 0.12)
        ? 'hispanic'
        : 'not-hispanic'
  return { sex, ethnicity } as const
}
