import { command, event } from '@watertight/domain'
import { z } from 'zod'
import { ApplicationId, Day } from '../words.ts'

const Hold = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'expected a short name such as case-17')
const Because = z.string().trim().min(10, 'expected a reason of ten characters at least').max(500)

/** Somebody investigates, or there is an action: nothing of the application may be deleted. 12 CFR 1002.12(b)(4). */
export const PlaceHold = command('PlaceHold', { hold: Hold, because: Because })
export const LiftHold = command('LiftHold', { hold: Hold })
/** Sent by the clock. */
export const EndRetention = command('EndRetention', { keptUntil: Day })

const application = ApplicationId
export const HoldPlaced = event('HoldPlaced', { application, hold: Hold, because: Because })
export const HoldLifted = event('HoldLifted', { application, hold: Hold })
/** No regulation asks for these records any longer, and nobody holds them. */
export const RetentionEnded = event('RetentionEnded', { application, keptUntil: Day })
