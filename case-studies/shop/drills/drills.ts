import {
  cardNetworkAnswersTwice,
  cardNetworkDown,
  cardNetworkHangs,
  cardNetworkLosesAnswers,
} from './card-network.ts'
import { consumerStopped } from './consumer-stopped.ts'
import type { Drill } from './drill.ts'
import { killedAtEveryStep } from './killed-at-every-step.ts'
import { lastItem } from './last-item.ts'
import { rebuiltUnderLoad } from './rebuilt-under-load.ts'

export const drills: readonly Drill[] = [
  ...[cardNetworkDown, cardNetworkHangs, cardNetworkAnswersTwice, cardNetworkLosesAnswers],
  ...[lastItem, consumerStopped, rebuiltUnderLoad, killedAtEveryStep],
]
