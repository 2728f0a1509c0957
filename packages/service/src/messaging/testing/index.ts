export { messagingContract, type Runner } from './contract.ts'
export type { Carrier, Life, Place, Subject } from './place.ts'
export { type OnVirtualTime, onVirtualTime, type Way } from './virtual-place.ts'
