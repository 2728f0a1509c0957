import { anticorruption, contextMap } from '@watertight/domain'
import { Inventory } from './inventory/context.ts'
import { Orders } from './orders/context.ts'
import { Payments } from './payments/context.ts'
import { Support } from './support/context.ts'

/** The shop's bounded contexts and how they depend on each other. */
export const shop = contextMap(
  'Shop',
  [Orders, Payments, Inventory, Support],
  [
    anticorruption({ upstream: Orders, downstream: Payments }),
    anticorruption({ upstream: Payments, downstream: Orders }),
    anticorruption({ upstream: Orders, downstream: Inventory }),
    anticorruption({ upstream: Inventory, downstream: Orders }),
    anticorruption({ upstream: Orders, downstream: Support }),
  ],
)
