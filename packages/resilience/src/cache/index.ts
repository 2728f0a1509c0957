export { type Cache, type CacheSnapshot, cache } from './cache.ts'
export { type CacheOptions, cacheDefaults } from './options.ts'
