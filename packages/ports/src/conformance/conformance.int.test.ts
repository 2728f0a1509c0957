import { describe, test } from 'vitest'
import { realStage } from '../stage.ts'
import { conformance } from './index.ts'

describe('the ports of Node', () => conformance({ test, newStage: () => realStage() }))
