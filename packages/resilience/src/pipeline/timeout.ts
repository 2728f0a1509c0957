import type { Given } from '../clock.ts'
import { type Pipeline, pipeline } from './pipeline.ts'

export interface TimeoutOptions {
  readonly name: string
  readonly timeoutMs: number
}

/** A pipeline that only limits time: after `timeoutMs` it rejects with WT_TIMEOUT and fires the attempt's signal, whether the work listens or not. */
export const timeout = ({ name, timeoutMs }: TimeoutOptions, given: Given = {}): Pipeline =>
  pipeline({ name, timeoutMs }, given)
