export { drawFaults, type Fault } from './faults.ts'
export { VirtualFolder } from './folder.ts'
export { outside } from './outside.ts'
export { VirtualWorld, type WorldOptions } from './world.ts'
