import { meshGateway } from '../rules/gateways.ts'

/** Who calls: rules may hold for some callers only. */
export interface Caller {
  /** `default` where nothing is said. */
  readonly namespace?: string
  readonly labels?: Labels
  /** The gateway this process is; left out, it is a service among others, which Istio calls `mesh`. */
  readonly gateway?: string
}

export type Labels = { readonly [name: string]: string }

export const callerOf = ({
  namespace = 'default',
  labels = {},
  gateway = meshGateway,
}: Caller): Required<Caller> => ({ namespace, labels, gateway })

/** Whether labels have all that is asked of them. */
export const hasLabels = (labels: Labels, asked: Labels | undefined): boolean =>
  Object.entries(asked ?? {}).every(([name, value]) => labels[name] === value)

export const namespaceOf = ({
  metadata,
}: {
  readonly metadata: { readonly namespace?: string | undefined }
}): string => metadata.namespace ?? 'default'

/** Whether a resource of this namespace is shown to callers of that one; where nothing is said, to all. */
export const isShownTo = (
  exportTo: readonly string[] | undefined,
  own: string,
  caller: string,
): boolean =>
  exportTo === undefined || exportTo.length === 0
    ? true
    : exportTo.some((one) => one === '*' || one === caller || (one === '.' && own === caller))
