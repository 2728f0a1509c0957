export const importDefaults = Object.freeze({
  /** Documents under way at once. */
  concurrency: 32,
  /** How long nothing at all may be answered, or settled, before the import gives up. */
  patienceMs: 120_000,
})
