import { describe, it } from 'vitest'
import { onFeed } from '../../test-kit/feed-carrier.ts'
import { onMemoryBroker } from '../../test-kit/memory-broker.ts'
import { messagingContract } from './contract.ts'
import { onVirtualTime } from './virtual-place.ts'

const test = (name: string, body: () => Promise<void>) => it(name, { timeout: 60_000 }, body)
const runner = { describe, test }

messagingContract(runner, 'the HTTP feed', onVirtualTime(onFeed))
messagingContract(runner, 'a broker in memory', onVirtualTime(onMemoryBroker))
