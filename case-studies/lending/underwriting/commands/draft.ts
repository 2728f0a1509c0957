import { isRefusal, refuse } from '@watertight/domain'
import { type CompiledPolicy, compilePolicy } from '../policy/compile.ts'
import { PolicyDocument } from '../policy/document.ts'
import { isFile, textOf } from './files.ts'
import { failing } from './open-log.ts'

/** Reads a policy that is not published: a file with the JSON that `watertight lending policy` prints. */
export function draftIn(file: string): CompiledPolicy {
  if (!isFile(file))
    throw failing(
      refuse('DraftUnknown', `${file} is no file; make one with: watertight lending policy`),
    )
  let json: unknown
  try {
    json = JSON.parse(textOf(file))
  } catch (error) {
    throw failing(refuse('DraftUnreadable', `${file} is no JSON: ${(error as Error).message}`))
  }
  const document = PolicyDocument.safeParse(json)
  if (!document.success) {
    const [{ path, message } = { path: [], message: '' }] = document.error.issues
    throw failing(
      refuse('DraftUnreadable', `${file}, ${path.join('.') || 'the whole'}: ${message}`),
    )
  }
  const policy = compilePolicy(document.data)
  if (isRefusal(policy)) throw failing(policy)
  return policy
}
