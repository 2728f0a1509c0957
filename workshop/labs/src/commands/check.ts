import { labs } from '../labs.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'
import { asJson, type Graded, graded } from './grading.ts'

/** `watertight learn check`. */
export async function check(context: Context): Promise<number> {
  const { args, json, out, signal } = context
  const { values, named } = argumentsOf(args, {
    virtual: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  })
  const desk = deskIn(values.folder, context)
  const slugs = values.all
    ? Object.keys(labs).filter((slug) => desk.standing(slug).isStarted)
    : [named]
  const all: Graded[] = []
  for (const slug of slugs) {
    const lab = await desk.lab(slug)
    all.push(await graded(lab, desk, context, { isQuick: values.virtual, signal }))
  }
  const passed = all.filter(({ verdict }) => verdict === 'pass').length
  if (json) out.line(asJson(values.all ? all : all[0]))
  else if (values.all) out.line(`\n${passed} of ${all.length} passed`)
  return passed > 0 && passed === all.length ? 0 : 1
}
