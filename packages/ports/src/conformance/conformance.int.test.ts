import { describe, test } from 'vitest'
import { processStage, realStage } from '../stage.ts'
import { conformance } from './index.ts'

describe('the ports of Node', () => conformance({ test, newStage: () => realStage() }))

describe('the ports of Node, in one process', () =>
  conformance({ test, newStage: () => processStage() }))
