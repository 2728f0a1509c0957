import { join, relative } from 'node:path'
import type { Lab } from '../lab.ts'
import { copyNew, setAside, writeNew } from '../learning/files.ts'
import { argumentsOf, type Context, type Desk, deskIn } from './desk.ts'
import { asJson, graded } from './grading.ts'

/** Where a lab is in this release: its page, and the files it ships. */
export const placeOf = ({ slug }: Lab<any, any>): string => join(import.meta.dirname, '..', slug)

/** `watertight learn start`. */
export async function start(context: Context): Promise<number> {
  const { values, named } = argumentsOf(context.args, {})
  const { json, out, signal } = context
  const desk = deskIn(values.folder, context)
  const lab = await desk.lab(named)
  const isNew = begin(lab, desk)
  if (!desk.standing(lab.slug).isStarted)
    desk.progress.add({ did: 'started', lab: lab.slug, version: lab.version })
  if (!json) {
    out.line(`${lab.name}: ${desk.fileOf(lab)}${isNew ? '' : ' (yours, as it was)'}`)
    out.line('')
  }
  const found = await graded(lab, desk, context, { isQuick: true, signal })
  if (json) out.line(asJson(found))
  else {
    out.line('')
    out.line(`What it is about:       npx watertight learn explain ${lab.slug}`)
    out.line(`Check whenever you save: npx watertight learn watch ${lab.slug}`)
  }
  return 0
}

/** `watertight learn reset`. */
export async function reset(context: Context): Promise<number> {
  const { values, named } = argumentsOf(context.args, {})
  const { json, out } = context
  const desk = deskIn(values.folder, context)
  const lab = await desk.lab(named)
  const aside = setAside(desk.workOn(lab))
  begin(lab, desk)
  desk.progress.add({ did: 'reset', lab: lab.slug })
  if (json) out.line(JSON.stringify({ lab: lab.slug, file: desk.fileOf(lab), aside }))
  else out.line(`${desk.fileOf(lab)} is as it began. What you had is ${aside}`)
  return 0
}

/** Copies what a lab begins with, and what an editor needs to know its types; writes over nothing. */
function begin(lab: Lab<any, any>, desk: Desk): boolean {
  const base = join(import.meta.dirname, '../../learners.tsconfig.json')
  const settings = { extends: relative(desk.folder, base).replaceAll('\\', '/') }
  writeNew(join(desk.folder, 'tsconfig.json'), `${JSON.stringify(settings)}\n`)
  return copyNew(join(placeOf(lab), 'files/starter', lab.file), desk.fileOf(lab))
}
