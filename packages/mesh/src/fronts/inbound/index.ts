export { type InboundOptions, type MeshInbound, meshInbound } from './mesh-inbound.ts'
