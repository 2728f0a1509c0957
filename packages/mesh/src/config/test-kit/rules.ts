import type { MeshFile } from '../read/source.ts'

/** One file of rules. */
export const file = (text: string, name = 'rules.yaml'): MeshFile => ({ name, text })

const document = (kind: string, name: string, spec: string) => `apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
${spec.replace(/^/gm, '  ')}
`

export const virtualService = (spec: string, name = 'films'): string =>
  document('VirtualService', name, spec)
export const destinationRule = (spec: string, name = 'films'): string =>
  document('DestinationRule', name, spec)
export const serviceEntry = (spec: string, name = 'films'): string =>
  document('ServiceEntry', name, spec)

export const documents = (...all: readonly string[]): string => all.join('---\n')
