import { join } from 'node:path'
import { textOf } from '../learning/files.ts'
import { LearnError } from '../learning/learn-error.ts'
import { pageLines } from '../learning/page.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'
import { placeOf } from './start.ts'

/** `watertight learn explain`. */
export async function explain(context: Context): Promise<number> {
  const { values, named } = argumentsOf(context.args, {})
  const lab = await deskIn(values.folder, context).lab(named)
  const text = textOf(join(placeOf(lab), 'idea.md'))
  const { json, out } = context
  if (json) out.line(JSON.stringify({ lab: lab.slug, text }))
  else for (const line of pageLines(text, placeOf(lab), out.columns)) out.line(line)
  return 0
}

/** `watertight learn hint`. */
export async function hint(context: Context): Promise<number> {
  const { values, named } = argumentsOf(context.args, {})
  const { json, out } = context
  const desk = deskIn(values.folder, context)
  const lab = await desk.lab(named)
  const { hints } = desk.standing(lab.slug)
  const step = Math.min(hints + 1, lab.hints.length)
  if (step > hints) desk.progress.add({ did: 'hinted', lab: lab.slug, step })
  const shown = lab.hints.slice(0, step)
  if (json) {
    out.line(JSON.stringify({ lab: lab.slug, hints: shown }, null, 2))
    return 0
  }
  shown.forEach((text, at) => {
    out.line(`${at + 1} of ${lab.hints.length}  ${text}`)
  })
  return 0
}

/** `watertight learn solution`. */
export async function solution(context: Context): Promise<number> {
  const { values, named } = argumentsOf(context.args, {
    'give-up': { type: 'boolean', default: false },
  })
  const { json, out } = context
  const desk = deskIn(values.folder, context)
  const lab = await desk.lab(named)
  const { passed, gaveUp } = desk.standing(lab.slug)
  if (!passed && !gaveUp) {
    if (!values['give-up'])
      throw new LearnError('WT_SOLUTION_CLOSED', `${lab.slug} is not passed yet`, { lab: lab.slug })
    desk.progress.add({ did: 'gave up', lab: lab.slug })
  }
  const text = textOf(join(placeOf(lab), 'files/solution', lab.file))
  out.line(json ? JSON.stringify({ lab: lab.slug, text }) : text.trimEnd())
  return 0
}
