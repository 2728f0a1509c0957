/** Which limit a request met. */
export type Overflow = 'pending' | 'requests' | 'retries' | 'retry budget' | 'circuit breaker'
