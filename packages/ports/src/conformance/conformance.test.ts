import { describe, test } from 'vitest'
import { virtualStage } from '../stage.ts'
import { conformance } from './index.ts'

describe('the virtual ports', () =>
  conformance({ test, newStage: () => virtualStage({ seed: 1 }) }))
