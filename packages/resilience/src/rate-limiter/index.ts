export { type RateLimiterOptions, rateLimiterDefaults } from './options.ts'
export {
  type RateLimiter,
  type RateLimiterSnapshot,
  type Reservation,
  rateLimiter,
} from './rate-limiter.ts'
