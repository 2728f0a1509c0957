import { labs } from '../labs.ts'
import { stateOf } from '../learning/standing.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'

/** `watertight learn list`. */
export async function list({ args, json, out, ports }: Context): Promise<number> {
  const { values } = argumentsOf(args, {})
  const desk = deskIn(values.folder, { ports })
  const rows = await Promise.all(
    Object.entries(labs).map(async ([slug, load]) => {
      const { name, version } = await load()
      const standing = desk.standing(slug)
      const { attempts, hints } = standing
      return { lab: slug, name, version, state: stateOf(standing), attempts, hints }
    }),
  )
  if (json) {
    out.line(JSON.stringify({ folder: desk.folder, labs: rows }, null, 2))
    return 0
  }
  const width = Math.max(...rows.map(({ lab }) => lab.length))
  for (const { lab, name, state, hints } of rows) {
    const hinted = hints > 0 ? `, ${hints} of 3 hints` : ''
    const line = `${lab.padEnd(width)}  ${name.padEnd(30)}  ${state}${hinted}`
    out.line(state === 'passed' ? out.style('green', line) : line)
  }
  const next = rows.find(({ state }) => state !== 'passed')
  out.line('')
  out.line(
    next
      ? `Next: npx watertight learn ${next.state === 'not started' ? 'start' : 'watch'} ${next.lab}`
      : "All passed: npx watertight certificate issue --name 'Your Name'",
  )
  return 0
}
