import { parseArgs } from 'node:util'
import { httpFeed } from '../feed/http-feed.ts'
import type { Messaging } from '../messaging.ts'
import { jetStream } from './jet-stream.ts'

/** What a service's command line asks for: JetStream at the address of `--nats URL`, or the feed. */
export function messagingFrom(args: readonly string[] = []): Messaging {
  const options = { nats: { type: 'string' } } as const
  const { nats } = parseArgs({ args: [...args], options, strict: false }).values
  return typeof nats === 'string' ? jetStream({ connection: { servers: nats } }) : httpFeed
}
