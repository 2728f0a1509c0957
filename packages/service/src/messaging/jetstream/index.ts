export { type JetStreamOptions, jetStream } from './jet-stream.ts'
export { messagingFrom } from './messaging-from.ts'
export { jetStreamDefaults, type NatsOptions, type StreamOptions } from './options.ts'
