/** `3`, `0.4`, `12,000`. */
export const figure = (n: number): string =>
  n.toLocaleString('en', { maximumFractionDigits: Math.abs(n) < 10 ? 1 : 0 })

/** `12 %` of a share from 0 to 1; small ones are not rounded away. */
export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`

/** `4.2 ms`, `1.3 s`. */
export const duration = (ms: number): string =>
  ms < 1_000
    ? `${figure(ms)} ms`
    : ms < 90_000
      ? `${figure(ms / 1_000)} s`
      : `${figure(ms / 60_000)} min`

export const many = (n: number, one: string, more: string): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : more}`

/** The time of the day, with seconds, where the reader is. */
export const clockTime = (at: number): string => new Date(at).toLocaleTimeString('en-GB')
