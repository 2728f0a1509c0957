/** Items that may wait for their reader; no more are taken from the source. */
const maxWaiting = 400

/** What a source has, in batches of whatever came while the reader was busy. `stop` ends the source; so does the signal. */
export async function* readAhead<T, U>(
  source: AsyncIterable<T>,
  as: (item: T) => U,
  stop: () => void,
  signal: AbortSignal,
): AsyncGenerator<readonly U[]> {
  const waiting: U[] = []
  let wake = () => {}
  let makeRoom = () => {}
  let isOver = false
  let failure: { readonly error: unknown } | undefined
  const end = () => {
    isOver = true
    stop()
    makeRoom()
    wake()
  }
  const pump = async () => {
    try {
      for await (const item of source) {
        if (isOver) return
        waiting.push(as(item))
        wake()
        if (waiting.length >= maxWaiting)
          await new Promise<void>((resolve) => {
            makeRoom = resolve
          })
      }
    } catch (error) {
      failure = { error }
    } finally {
      isOver = true
      wake()
    }
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  const pumping = pump()
  try {
    for (;;) {
      while (waiting.length === 0 && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      if (signal.aborted || waiting.length === 0) break
      const batch = waiting.splice(0)
      makeRoom()
      yield batch
    }
    if (failure !== undefined) throw failure.error
  } finally {
    signal.removeEventListener('abort', end)
    end()
    await pumping
  }
}
