const firstMs = 100
const mostMs = 5_000

/** How long to wait after so many failures in a row: twice as long each time, and somewhere in the upper half, so that many do not come at once. */
export const retryDelay = (failures: number, random: number): number =>
  Math.min(firstMs * 2 ** Math.min(failures - 1, 16), mostMs) * (0.5 + random / 2)
