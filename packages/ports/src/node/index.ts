export { systemClock } from './clock.ts'
export { httpListener } from './http-listener.ts'
export { jsonLines } from './json-lines.ts'
export { type NodeOptions, nodePorts } from './ports.ts'
export { systemRandom } from './random.ts'
export {
  type RunningService,
  runService,
  type ServiceOptions,
  type StartService,
} from './run-service.ts'
export { fileStorage } from './storage.ts'
export { type Directory, type HttpOptions, HttpTransport } from './transport.ts'
