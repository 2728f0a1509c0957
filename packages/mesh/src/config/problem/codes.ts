export interface CodeFacts {
  readonly severity: 'error' | 'warning' | 'note'
  /** Said where nothing better is known. */
  readonly advice: string
}

const error = (advice: string) => ({ severity: 'error', advice }) as const
const warning = (advice: string) => ({ severity: 'warning', advice }) as const
const note = (advice: string) => ({ severity: 'note', advice }) as const

/** Every code a problem of the rules can have. */
export const codes = {
  // read
  WT_MESH_FOLDER: error('Make the folder of rules readable: the last rules stay in force'),
  WT_MESH_YAML: error('Repair the YAML'),
  WT_MESH_TOO_LARGE: error('Divide the rules into smaller files'),
  WT_MESH_KIND: error('Keep only DestinationRule, VirtualService and ServiceEntry in this folder'),
  WT_MESH_UNKNOWN_FIELD: error('Remove it'),
  WT_MESH_TYPE: error('Write a value of that kind'),
  WT_MESH_VALUE: error('Write a value that is allowed'),
  WT_MESH_MISSING: error('Add it'),
  WT_MESH_ONE_OF: error('Keep one of them'),
  WT_MESH_REFUSED: error('Remove it, or run these rules in Istio'),
  WT_MESH_REGEX: error('Write it in the syntax of RE2: https://github.com/google/re2/wiki/Syntax'),
  WT_MESH_APPROXIMATED: note('Nothing needs to be done'),
  WT_MESH_NO_EFFECT: warning('Remove it'),
  WT_MESH_DEPRECATED: warning('Use the newer field'),
  // Istio's own rules
  WT_MESH_CONFLICT: error('Keep one of them'),
  WT_MESH_DUPLICATE: error('Keep one, or give the other another name'),
  WT_MESH_WEIGHTS: error('Give at least one destination a weight above 0'),
  WT_MESH_SUBSET_UNKNOWN: error('Name a subset that a DestinationRule of this host has, or add it'),
  WT_MESH_HOST_TAKEN: error('Put the routes into one VirtualService: only the first is used'),
  // will it do what it seems to say?
  WT_MESH_HOST_UNKNOWN: warning('Correct the name, or add a ServiceEntry for it'),
  WT_MESH_PORT_UNKNOWN: warning('Name a port that the service has'),
  WT_MESH_PORT_NEEDED: warning('Name the port, for the service has several'),
  WT_MESH_RULE_UNREACHABLE: warning('Move it up, narrow the one before it, or remove it'),
  WT_MESH_EJECTION_NEVER: warning('Raise maxEjectionPercent, or run more endpoints'),
  WT_MESH_RETRY_UNSAFE: warning(
    'Match GET, HEAD, PUT, DELETE or OPTIONS where retries are on, retry only connect-failure and refused-stream, or send an Idempotency-Key',
  ),
  WT_MESH_TIMEOUT_SHORT: warning('Raise timeout, or lower perTryTimeout or attempts'),
  WT_MESH_SUBSET_EMPTY: warning('Correct the labels, or start an endpoint that has them'),
  WT_MESH_WEIGHT_ZERO: warning('Remove the destination, or give it a weight'),
  WT_MESH_FAULT_NEVER: warning('Add percentage.value: without it Istio lets every request pass'),
  WT_MESH_GATEWAY_ONLY: warning('Add mesh to gateways, if calls between services should follow it'),
  WT_MESH_NO_CALLERS: warning('Correct exportTo or workloadSelector'),
} as const satisfies Record<string, CodeFacts>

export type ProblemCode = keyof typeof codes
