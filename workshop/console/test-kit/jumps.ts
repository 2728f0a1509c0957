import type { Page } from 'playwright-core'

/** One jump of the scrubber, in ms. */
export interface Jump {
  /** From the input to the frame in which it is painted. */
  readonly whole: number
  /** Of it what the page did, without waiting for the input and for the screen's next frame. */
  readonly worked: number
}
/** What the page shows after one. */
export interface Shown {
  readonly revision: number
  /** That the state tells. */
  readonly total: number
  /** Lines of the state that were made. */
  readonly lines: number
}

// what runs in the page: a step is made between the first listener and the last, and a message that is sent within a frame arrives when that is painted
const countFrames = `
  globalThis.times = []
  let began = 0
  addEventListener('pointerdown', () => (began = performance.now()), true)
  addEventListener('pointerdown', ({ timeStamp }) => {
    const made = performance.now() - began
    requestAnimationFrame(() => {
      const frame = performance.now()
      const painted = new MessageChannel()
      painted.port1.onmessage = () => {
        const now = performance.now()
        times.push({ whole: now - timeStamp, worked: made + now - frame })
      }
      painted.port2.postMessage(0)
    })
  })`
const look = `({
  revision: Number(document.querySelector('[data-testid=scrubber]').getAttribute('aria-valuenow')),
  total: Number(document.querySelector('[data-testid=state]')?.textContent.match(/total (\\d+)/)?.[1] ?? 0),
  lines: document.querySelectorAll('.line').length,
})`

/**
 * Clicks on so many places of the scrubber, at random but each run the same, and tells what each showed and took. With `restMs` the page
 * has come to rest before each: Chromium without a screen lets a frame wait for up to 17 ms after one that has drawn nothing.
 */
export async function jumpAround(page: Page, jumps: number, restMs = 0) {
  await page.evaluate(countFrames)
  const box = (await page.getByTestId('scrubber').boundingBox()) as {
    readonly x: number
    readonly y: number
    readonly width: number
  }
  const shown: Shown[] = []
  for (let i = 0, place = 1; i < jumps; i++) {
    place = (place * 48_271) % 2_147_483_647
    await page.mouse.move(box.x + (place / 2_147_483_647) * box.width, box.y + 30)
    if (restMs > 0) await page.waitForTimeout(restMs)
    await page.mouse.down()
    await page.mouse.up()
    shown.push(await page.evaluate<Shown>(look))
  }
  let times: readonly Jump[] = []
  while (times.length < jumps) times = await page.evaluate<readonly Jump[]>('times')
  return { shown, times }
}
