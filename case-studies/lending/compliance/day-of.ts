/** The day of a moment, by Universal Time: 12 CFR 1002.9 counts calendar days. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** The first moment of a day. */
export const startOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`)
