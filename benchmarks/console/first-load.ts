import type { Browser } from '../../workshop/console/test-kit/browser.ts'

const paint = `new Promise((resolve) => new PerformanceObserver((seen) => {
  for (const { name, startTime } of seen.getEntries())
    if (name === 'first-contentful-paint') resolve(startTime)
}).observe({ type: 'paint', buffered: true }))`

/** Opens the console with an empty cache, again and again: when it first paints, and what it fetches from elsewhere. */
export async function firstLoad(browser: Browser, address: string, times: number) {
  const outside: string[] = []
  const firstPaintMs: number[] = []
  for (let i = 0; i < times; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (origin !== address && !['data:', 'blob:'].includes(protocol)) outside.push(request.url())
    })
    const page = await context.newPage()
    await page.goto(`${address}/`)
    firstPaintMs.push(await page.evaluate<number>(paint))
    await page.getByTestId('node-stocks').waitFor()
    await context.close()
  }
  return { firstPaintMs, outside }
}
