import type { Page } from 'playwright-core'

/** A picture of what a page shows at this moment, in each theme, for whoever asks for them: `SCREENSHOTS=DIR npm run test:e2e -- workshop/console`. */
export async function photograph(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS } = process.env
  if (SCREENSHOTS === undefined) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({
      path: `${SCREENSHOTS}/console-${name}-${colorScheme}.png`,
      animations: 'disabled',
    })
  }
}
