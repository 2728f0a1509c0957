import { labs } from '../labs.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'
import { graded } from './grading.ts'

/** `watertight learn check`. */
export async function check(context: Context): Promise<number> {
  const { args, signal } = context
  const { values, named } = argumentsOf(args, {
    virtual: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  })
  const desk = deskIn(values.folder, context)
  const slugs = values.all
    ? Object.keys(labs).filter((slug) => desk.standing(slug).isStarted)
    : [named]
  let isPassed = slugs.length > 0
  for (const slug of slugs) {
    const lab = await desk.lab(slug)
    const { verdict } = await graded(lab, desk, context, { isQuick: values.virtual, signal })
    isPassed &&= verdict === 'pass'
  }
  return isPassed ? 0 : 1
}
