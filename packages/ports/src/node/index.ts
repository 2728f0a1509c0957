export { activity } from './activity.ts'
export { systemClock } from './clock.ts'
export { nodeFolder } from './folder.ts'
export { httpListener, newServing, refuseDraining, type Serving } from './http-listener.ts'
export { type ListenPlace, type NodeServerOptions, serveNode } from './http-serve.ts'
export type { Neighbours } from './in-process.ts'
export { jsonLines } from './json-lines.ts'
export { type NodeOptions, nodePorts } from './ports.ts'
export { systemRandom } from './random.ts'
export {
  type Listening,
  runService,
  type ServiceOptions,
  type StartService,
} from './run-service.ts'
export { runTogether, type Together } from './run-together.ts'
export { fileStorage } from './storage.ts'
export { type Directory, type HttpOptions, HttpTransport } from './transport.ts'
