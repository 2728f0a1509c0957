import { masked as maskedIn } from '@watertight/service'

export { mask } from '@watertight/service'

/** The same data without personal data. Null stays: a guest has none. */
export const masked = (data: unknown) => maskedIn(data, ['customer'])
