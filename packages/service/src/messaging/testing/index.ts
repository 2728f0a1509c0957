export { messagingContract, type Runner } from './contract.ts'
export { hasNatsServer, NatsServer } from './nats-server.ts'
export type { Carrier, Life, Place, Subject } from './place.ts'
export { type OnVirtualTime, onVirtualTime, type Way } from './virtual-place.ts'
