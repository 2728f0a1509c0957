export type { ActiveFault } from './active-fault.ts'
export { applyFaults, type FaultySystem } from './apply-faults.ts'
export { checkNames } from './check-names.ts'
export { type FaultDoor, faultDoor, faultsPath } from './fault-door.ts'
export { FaultsError, type FaultsErrorCode } from './faults-error.ts'
export { type ReadScenario, readFaults, type Scenario } from './read-faults.ts'
export { type RealService, realSystem } from './real-system.ts'
export type { Figures } from './traffic.ts'
export { type Finding, type Verdict, verifyFaults } from './verify-faults.ts'
export {
  type VirtualService,
  type VirtualStart,
  type VirtualSystem,
  verifyVirtually,
} from './verify-virtually.ts'
