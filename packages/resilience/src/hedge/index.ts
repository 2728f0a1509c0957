export { type Hedge, type HedgeSnapshot, hedge } from './hedge.ts'
export { type HedgeDelay, type HedgeOptions, hedgeDefaults } from './options.ts'
