import { join } from 'node:path'
import {
  type ContractChange,
  type Contracts,
  compareContracts,
  contractsOf,
} from '@watertight/domain'
import { unreadableLock } from './context.ts'
import { textOf, writeWhole } from './files.ts'
import type { Mapped } from './maps.ts'

export const lockOf = (folder: string): string => join(folder, 'contracts.lock.json')

/** What was promised when the contracts were locked last; undefined where they never were. */
function lockedIn(folder: string): Contracts | undefined {
  const path = lockOf(folder)
  const text = textOf(path)
  if (text === undefined) return undefined
  let contracts: Contracts
  try {
    contracts = JSON.parse(text)
  } catch (error) {
    throw unreadableLock(path, (error as Error).message)
  }
  if (contracts.version !== 1 || typeof contracts.contexts !== 'object')
    throw unreadableLock(path, `expected contracts of version 1, got ${text.slice(0, 40)}`)
  return contracts
}

export interface Compared {
  readonly now: Contracts
  /** Whether there is a lock at all. */
  readonly isLocked: boolean
  readonly changes: readonly ContractChange[]
}

export function compared({ folder, map }: Mapped): Compared {
  const now = contractsOf(map)
  const locked = lockedIn(folder)
  const changes = compareContracts(locked ?? { version: 1, contexts: {} }, now)
  return { now, isLocked: locked !== undefined, changes }
}

export const writeLock = (folder: string, contracts: Contracts): void =>
  writeWhole(lockOf(folder), `${JSON.stringify(contracts, null, 2)}\n`)

export const inWords = ({ context, message, change, breaking, why }: ContractChange): string =>
  `${breaking ? 'breaking' : 'not breaking'}: ${context} ${message}: ${change}, ${why}`
