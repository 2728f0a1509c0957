/** One fault as the panel has it: what happens, to whom, and its figure. */
export type Fault =
  | { readonly is: 'kill' | 'hang'; readonly service: string }
  | { readonly is: 'slow'; readonly service: string; readonly ms: number }
  | {
      readonly is: 'abort'
      readonly service: string
      readonly status: number
      readonly percent: number
    }
  | { readonly is: 'partition'; readonly from: string; readonly to: string }
  | { readonly is: 'delay'; readonly from: string; readonly to: string; readonly ms: number }
  | {
      readonly is: 'duplicate'
      readonly from: string
      readonly to: string
      readonly percent: number
    }

/** The file that `watertight mesh faults apply` takes. */
export const faultsYaml = (system: string, fault: Fault, seconds: number): string =>
  `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: ${nameOf(fault)} }
spec:
  system: ${system}
  lasts: ${seconds}s
  faults:
  - ${fault.is}: { ${said(fault)} }
`

const nameOf = (fault: Fault) =>
  'service' in fault ? `${fault.service}-${fault.is}` : `${fault.from}-${fault.to}-${fault.is}`

function said(fault: Fault): string {
  switch (fault.is) {
    case 'kill':
    case 'hang':
      return `service: ${fault.service}`
    case 'slow':
      return `service: ${fault.service}, by: ${fault.ms}ms`
    case 'abort':
      return `service: ${fault.service}, status: ${fault.status}, percentage: ${fault.percent}`
    case 'partition':
      return `from: ${fault.from}, to: ${fault.to}`
    case 'delay':
      return `from: ${fault.from}, to: ${fault.to}, by: ${fault.ms}ms`
    case 'duplicate':
      return `from: ${fault.from}, to: ${fault.to}, percentage: ${fault.percent}`
    default:
      return fault satisfies never
  }
}
