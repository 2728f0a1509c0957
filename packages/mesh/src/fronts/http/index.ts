export {
  type HttpMesh,
  type HttpMeshOptions,
  httpMesh,
  httpMeshDefaults,
  type RequestOptions,
} from './http-mesh.ts'
