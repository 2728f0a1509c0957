import { isRefusal, refuse } from '@watertight/domain'
import { type CompiledPolicy, compilePolicy } from '../policy/compile.ts'
import { PolicyDocument } from '../policy/document.ts'
import { isFile, textOf } from './files.ts'
import { failing } from './open-log.ts'

const howToMake = 'watertight lending policy 2026 > draft.json'

/** Reads a policy that is not published: a file with the JSON that `watertight lending policy` prints. */
export function draftIn(file: string): CompiledPolicy {
  if (!isFile(file))
    throw failing(refuse('DraftUnknown', `${file} is no file. Make one: ${howToMake}`))
  let json: unknown
  try {
    json = JSON.parse(textOf(file))
  } catch (error) {
    throw failing(
      refuse(
        'DraftUnreadable',
        `${file} is no JSON: ${(error as Error).message}. Correct it, or make it anew: ${howToMake}`,
      ),
    )
  }
  const document = PolicyDocument.safeParse(json)
  if (!document.success) {
    const [{ path, message } = { path: [], message: '' }] = document.error.issues
    throw failing(
      refuse(
        'DraftUnreadable',
        `${file}, ${path.join('.') || 'the whole'}: ${message}. Correct it, or make it anew: ${howToMake}`,
      ),
    )
  }
  const policy = compilePolicy(document.data)
  if (isRefusal(policy))
    throw failing(
      refuse(policy.refused, `${file}: ${policy.because}. Correct that, then try again`),
    )
  return policy
}
