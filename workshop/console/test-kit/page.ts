import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '../../..')

/** The folder with the console's page, built where its sources changed. */
export async function consolePage(): Promise<string> {
  const script = pathToFileURL(join(root, 'scripts/build-page.ts'))
  const { buildPage } = await import(script.href)
  return buildPage(root, 'workshop/console/page', () => {})
}
