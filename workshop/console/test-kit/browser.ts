import { type Browser, chromium } from 'playwright-core'

export type { Browser } from 'playwright-core'

/** Chromium without a window, that asks nobody for anything. */
export const openBrowser = (...more: readonly string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
      ...['--disable-sync', '--no-first-run', ...more],
    ],
  })
