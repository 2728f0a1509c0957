import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const entries = {
  core: "export * from '@watertight/resilience'",
  four: "export { bulkhead, circuitBreaker, pipeline, retry, timeout } from '@watertight/resilience'",
  breaker: "export { circuitBreaker } from '@watertight/resilience'",
  cockatiel: "export * from 'cockatiel'",
  opossum: "export { default } from 'opossum'",
  mollitia: "export * from 'mollitia'",
}

/** Bytes of each library as a bundler leaves it, minified and gzipped. */
export default async function size(): Promise<Record<keyof typeof entries, number>> {
  const sizes = { core: 0, four: 0, breaker: 0, cockatiel: 0, opossum: 0, mollitia: 0 }
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
    sizes[name] = output.reduce(
      (sum, it) => sum + (it.type === 'chunk' ? gzipSync(it.code, { level: 9 }).length : 0),
      0,
    )
    await build.close()
  }
  return sizes
}
