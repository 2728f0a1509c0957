import type { OpenApi } from '@watertight/domain'
import type { AuthOptions } from '../auth/authority.ts'

type Operation = { readonly operationId: string }
type Paths = { readonly [path: string]: { readonly [method: string]: Operation } }

const anybodys = /^\/(livez|readyz|problems|openapi)\b/

/** An OpenAPI document that says which tokens each operation takes: any of the roles listed, or any valid token. */
export function secured(document: OpenApi, roles: AuthOptions['roles']) {
  const { paths, components } = document
  const bearer = {
    ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    description: 'A signed token of the issuer for this audience, with an expiry and a subject.',
  }
  const securityOf = (path: string, method: string, { operationId }: Operation) => {
    if (anybodys.test(path)) return []
    const allowed = roles[permissionOf(path, method, operationId)] ?? []
    return allowed.length === 0 ? [{ bearer: [] }] : allowed.map((role) => ({ bearer: [role] }))
  }
  return {
    ...document,
    paths: mapped(paths as Paths, (methods, path) =>
      mapped(methods, (operation, method) => ({
        ...operation,
        security: securityOf(path, method, operation),
      })),
    ),
    components: { ...components, securitySchemes: { bearer } },
  }
}

/** What the roles are asked for: the command, or what kind of thing it is. */
function permissionOf(path: string, method: string, operationId: string): string {
  if (path === '/feed') return 'feed'
  if (
    /^\/(status|metrics|telemetry|processes|feeds|log\/(streams|stories|disclosures))\b/.test(path)
  )
    return 'status'
  return method === 'get' ? 'read' : operationId.slice(operationId.indexOf('.') + 1)
}

const mapped = <A, B>(from: { readonly [name: string]: A }, to: (one: A, name: string) => B) =>
  Object.fromEntries(Object.entries(from).map(([name, one]) => [name, to(one, name)]))
