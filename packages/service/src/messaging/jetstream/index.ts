export { type JetStreamOptions, jetStream, jetStreamDefaults } from './jet-stream.ts'
