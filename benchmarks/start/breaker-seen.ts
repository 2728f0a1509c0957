import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '../../workshop/console/test-kit/browser.ts'
import { glimpsed } from '../../workshop/console/test-kit/glimpsed.ts'
import { check } from '../measure/check.ts'
import type { startEverything } from './system.ts'

type System = Awaited<ReturnType<typeof startEverything>>

const tile = '[data-testid=breaker-payments-card-network]'
/** With customers at this rate, ten calls that it judges by come in a second or two. */
const perMinute = 600
const failing = [{ is: 'abort', status: 503, percent: 100 }]
const longestMs = 120_000

/** Lets the card network fail so often, and tells of each time how long after the breaker's own trip a page shows it open, in ms. */
export async function breakerSeen(
  { address, addressOf, setTraffic }: System,
  browser: Browser,
  trips: number,
): Promise<readonly number[]> {
  const page = await browser.newPage()
  await page.goto(`${address}#/breakers`)
  await setTraffic('gateway', { paused: false, perMinute })
  await glimpsed(page, `${tile}.is-closed`, longestMs)
  const times: number[] = []
  for (let i = 0; i < trips; i++) {
    await setFaults(addressOf('card-network'), failing)
    await glimpsed(page, `${tile}.is-open`, longestMs)
    const seen = Date.now()
    times.push(seen - (await lastTrip(addressOf('payments'))))
    await setFaults(addressOf('card-network'), [])
    await glimpsed(page, `${tile}.is-closed`, longestMs)
    // wherever in the half second between two looks the next trip is
    await pause(137 * i)
  }
  await page.close()
  return times
}

async function setFaults(service: string, faults: readonly object[]): Promise<void> {
  const body = JSON.stringify(faults)
  const { status } = await fetch(new URL('/-/faults', service), { method: 'PUT', body })
  check(status === 200, `the faults cannot be set: ${status}`)
}

/** In ms since 1970, and by the time of the question too early rather than too late. */
async function lastTrip(service: string): Promise<number> {
  const asked = Date.now()
  const said = (await (await fetch(new URL('/breakers', service))).json()) as {
    readonly 'card-network': { readonly lastTrip: { readonly agoMs: number } }
  }
  return asked - said['card-network'].lastTrip.agoMs
}
