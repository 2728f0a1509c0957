import type { BreakerView } from '../../../server/views/breaker-view.ts'
import { duration } from '../../parts/words.ts'

/** How long a trip keeps the breaker open, or kept it so once it is over; `openMs` in ms. */
export const openWords = (state: BreakerView['state'], openMs: number): string =>
  `It ${state === 'open' ? 'stays' : 'stayed'} open for ${duration(openMs)}.`
