export { contract, type Place, type Runner, type Subject } from './contract.ts'
