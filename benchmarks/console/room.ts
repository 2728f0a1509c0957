import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import { type Browser, openBrowser } from '../../workshop/console/test-kit/browser.ts'
import { type Jump, jumpAround } from '../../workshop/console/test-kit/jumps.ts'
import { startLongStream } from '../../workshop/console/test-kit/long-stream.ts'
import { check } from '../measure/check.ts'
import { median, quantile } from '../measure/statistics.ts'
import type { Measured } from '../report/figure.ts'
import { emptyPage } from './empty-page.ts'
import { firstLoad } from './first-load.ts'

const events = 50_000
/** Between two jumps, so that each begins on a page that is at rest. */
const restMs = 50

/** The page in Chromium: what its first load takes, and a step of the scrubber in a long stream. */
export default async function consoleRoom({ quick }: { quick: boolean }): Promise<Measured> {
  const jumps = quick ? 50 : 400
  const loads = quick ? 2 : 10
  const stream = await startLongStream(events)
  const empty = await emptyPage()
  // a screen shows a frame each 16.7 ms at most; without that limit what is measured is the page's own
  const browser = await openBrowser('--disable-frame-rate-limit', '--disable-gpu-vsync')
  try {
    const load = await firstLoad(browser, stream.address, loads)
    // workers included: what the console was asked for and is a file
    const paths = [...stream.asked].filter((path) => existsSync(fileOf(stream.pages, path)))
    const ours = await scrubbed(browser, stream.address, jumps)
    const floor = await painted(browser, empty.address, jumps)
    const whole = (times: readonly Jump[]) => times.map((one) => one.whole)
    return {
      figures: [
        {
          id: 'first-load-gzip',
          value: gzipped(stream.pages, paths),
          unit: 'B',
          goal: 81_920,
          better: 'lower',
          peers: {},
          what: 'all bytes of the first load, gzipped: page, style, scripts and workers of the mesh, the first screen',
        },
        {
          id: 'first-paint-ms',
          value: median(load.firstPaintMs),
          unit: 'ms',
          goal: 1_000,
          better: 'lower',
          peers: {},
          what: `from the navigation to the first contentful paint, an empty cache each time; median of ${loads}`,
        },
        {
          id: 'fetched-outside',
          value: load.outside.length,
          unit: 'requests',
          goal: 0,
          better: 'lower',
          peers: {},
          what: 'requests of the page to anything but the console',
        },
        {
          id: 'scrub-step-ms',
          value: quantile(whole(ours), 0.95),
          unit: 'ms',
          goal: 16,
          better: 'lower',
          limit: quantile(whole(floor), 0.95),
          peers: {},
          what: `a random jump in a stream of ${events.toLocaleString('en')} events, from the input to the painted frame, p95 of ${jumps}`,
          note: 'each jump begins on a page at rest, and frames come when they are ready; a screen of 60 Hz lets each wait for its next refresh. The limit is a page that changes one word',
        },
      ],
      proof: { paths, outside: load.outside, jumps: ours.length },
      medians: {
        stepMs: median(whole(ours)),
        stepP99Ms: quantile(whole(ours), 0.99),
        workMs: median(ours.map(({ worked }) => worked)),
        workP95Ms: quantile(
          ours.map(({ worked }) => worked),
          0.95,
        ),
        workP99Ms: quantile(
          ours.map(({ worked }) => worked),
          0.99,
        ),
      },
    }
  } finally {
    await browser.close()
    await stream.stop()
    await empty.stop()
  }
}

const fileOf = (folder: string, path: string) => join(folder, path === '/' ? 'index.html' : path)

/** Of files as they are served, at the best that gzip can do. */
const gzipped = (folder: string, paths: readonly string[]): number =>
  paths.reduce((sum, path) => {
    const file = readFileSync(fileOf(folder, path))
    return sum + gzipSync(file, { level: constants.Z_BEST_COMPRESSION }).length
  }, 0)

async function scrubbed(browser: Browser, address: string, jumps: number) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  let fetched = 0
  page.on('requestfinished', (request) => {
    if (request.url().includes('/steps')) fetched++
  })
  await page.goto(`${address}/#/log/stocks/item-1?revision=25000`)
  while (fetched < Math.ceil(events / 256)) await page.waitForTimeout(50)
  const { shown, times } = await jumpAround(page, jumps, restMs)
  for (const { revision, total } of shown)
    check(total === revision, `the state at revision ${revision} has ${total} events`)
  check(fetched === Math.ceil(events / 256), 'something was fetched for a jump')
  await page.close()
  return times
}

async function painted(browser: Browser, address: string, jumps: number) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(address)
  const { times } = await jumpAround(page, jumps, restMs)
  await page.close()
  return times
}
