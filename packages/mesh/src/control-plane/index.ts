export type { ControlPlaneAddress } from './client/connection.ts'
export {
  type FollowOptions,
  type FollowStatus,
  followDefaults,
  followMesh,
  type MeshFollow,
} from './client/follow-mesh.ts'
export {
  type Registration,
  type RegistrationOptions,
  registerEndpoint,
  registrationDefaults,
} from './client/register-endpoint.ts'
export { ControlPlaneError, type ControlPlaneErrorCode } from './control-plane-error.ts'
export {
  type ControlPlane,
  type ControlPlaneOptions,
  type ControlPlaneStatus,
  controlPlane,
  controlPlaneDefaults,
  type FollowingClient,
} from './plane/control-plane.ts'
export type { RegisteredEndpoint } from './plane/registry.ts'
