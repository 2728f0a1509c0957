/** What a control plane answers to. */
export const paths = Object.freeze({
  stream: '/v1/stream',
  reports: '/v1/reports',
  heartbeats: '/v1/heartbeats',
  status: '/v1/status',
})

/** Names the stream in the answer that opens it. */
export const streamHeader = 'x-watertight-stream'

/** Silence after which somebody who listens takes the connection for broken is a few of these. */
export const quietMs = 4_000
