export { drawFaults, type Fault } from './faults.ts'
export { type Start, VirtualWorld, type WorldOptions } from './world.ts'
