export { drawFaults, type Fault } from './faults.ts'
export { VirtualWorld, type WorldOptions } from './world.ts'
