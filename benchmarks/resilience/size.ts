import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const library = '@watertight/resilience'
/** All that runs in a browser too. */
const doors = [
  'adaptive-limit',
  'cache',
  'explain',
  'hedge',
  'manage',
  'permit',
  'rate-limiter',
  'registry',
  'retry-after',
  'retry-budget',
  'throttle',
  'virtual-clock',
]

const entries = {
  core: `export * from '${library}'`,
  everything: ['', ...doors.map((door) => `/${door}`)]
    .map((door) => `export * from '${library}${door}'`)
    .join('\n'),
  four: `export { bulkhead, circuitBreaker, pipeline, retry, timeout } from '${library}'`,
  breaker: `export { circuitBreaker } from '${library}'`,
  cockatiel: "export * from 'cockatiel'",
  opossum: "export { default } from 'opossum'",
  mollitia: "export * from 'mollitia'",
}

/** Bytes of each library as a bundler leaves it, minified and gzipped. */
export default async function size(): Promise<Record<keyof typeof entries, number>> {
  const sizes = {} as Record<keyof typeof entries, number>
  for (const name of Object.keys(entries) as (keyof typeof entries)[]) {
    const build = await rolldown({
      input: 'entry',
      cwd: import.meta.dirname,
      platform: 'node',
      resolve: { conditionNames: ['watertight-src', 'import'] },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === 'entry' ? `${import.meta.dirname}/entry.js` : undefined),
          load: (id) => (id.endsWith('/entry.js') ? entries[name] : undefined),
        },
      ],
    })
    const { output } = await build.generate({ format: 'esm', minify: true })
    const chunks = output.filter((it) => it.type === 'chunk')
    sizes[name] = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
    await build.close()
  }
  return sizes
}
