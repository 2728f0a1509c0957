/** Why an answer is what it is, in Envoy's letters. */
export const flagMeanings = Object.freeze({
  UO: 'overflow: a limit or a circuit breaker refused it',
  UH: 'no healthy endpoint',
  UF: 'no connection to the endpoint: nothing was sent',
  UC: 'the connection to the endpoint broke: it may have been done',
  UT: 'no answer in time: it may have been done',
  URX: 'no retries left',
  NR: 'no route, or a route to nowhere',
  RL: 'asked more often than the gateway allows',
  FI: 'aborted by an injected fault',
  DI: 'delayed by an injected fault',
  DC: 'the caller left',
  DPE: 'what the caller sends is not HTTP, or too large',
  UPE: 'what the endpoint sends is not HTTP, or too large',
})

export type Flag = keyof typeof flagMeanings
