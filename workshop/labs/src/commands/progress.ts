import { argumentsOf, type Context, deskIn } from './desk.ts'

/** `watertight learn progress`. */
export async function progress(context: Context): Promise<number> {
  const { values } = argumentsOf(context.args, {
    'begin-again': { type: 'boolean', default: false },
  })
  const { json, out } = context
  const desk = deskIn(values.folder, context)
  if (values['begin-again']) {
    const aside = desk.progress.beginAgain()
    if (json) out.line(JSON.stringify({ aside }))
    else out.line(aside ? `Begun again. What was there is ${aside}` : 'Begun again.')
    return 0
  }
  const entries = desk.progress.entries()
  if (json) {
    out.line(JSON.stringify(entries, null, 2))
    return 0
  }
  if (entries.length === 0) out.line('Nothing yet: npx watertight learn start deadline')
  for (const it of entries) {
    const at = it.at.slice(0, 16).replace('T', ' ')
    const said =
      it.did === 'checked'
        ? `attempt ${it.attempt}: ${it.code ?? it.verdict}${it.verdict === 'pass' && !it.isWhole ? ' in virtual time' : ''}`
        : it.did === 'hinted'
          ? `hint ${it.step}`
          : it.did
    out.line(`${at}  ${it.lab.padEnd(20)}  ${said}`)
  }
  return 0
}
