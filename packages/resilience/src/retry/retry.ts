import type { Given } from '../clock.ts'
import { type Pipeline, pipeline } from '../pipeline/pipeline.ts'
import type { RetryOptions } from './options.ts'

/** A pipeline that only retries. */
export const retry = (
  { name, ...options }: RetryOptions & { readonly name: string },
  given: Given = {},
): Pipeline => pipeline({ name, retry: options }, given)
