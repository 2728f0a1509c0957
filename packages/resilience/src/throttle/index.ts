export { type ThrottleOptions, throttleDefaults } from './options.ts'
export { type Throttle, type ThrottleSnapshot, throttle } from './throttle.ts'
