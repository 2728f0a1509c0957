import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import type { Drill, Finding } from './drill.ts'
import { DrillShop } from './drill-shop.ts'
import { drills } from './drills.ts'
import { runningShop } from './running-shop.ts'

/** `watertight shop drill`: a table for each drill, or JSON. */
export async function run(context: CommandContext): Promise<number> {
  const { args, json, out, ports } = context
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
  if (positionals.length === 0) {
    const listed = drills.map(({ name, sentence }) => ({ drill: name, sentence }))
    if (json) out.line(JSON.stringify(listed, null, 2))
    else
      for (const { drill, sentence } of listed)
        out.line(`${out.style('bold', drill)}\n  ${sentence}`)
    return 0
  }
  const wanted = drillsOf(positionals)
  const place = runningShop(context, await context.gateway())
  const verdicts = []
  for (const { name, run: go, sentence } of wanted) {
    if (!json) out.line(`${out.style('bold', name)}\n  ${sentence}`)
    // a number of the moment: a drill may be run again on the same log
    const shop = new DrillShop(place, `${name}-${Math.floor(ports.clock.wallTime()).toString(36)}`)
    const findings = await go(shop)
    verdicts.push({ drill: name, batch: shop.batch, isMet: isMet(findings), findings })
    if (!json) for (const line of table(findings)) out.line(line)
  }
  if (json) out.line(JSON.stringify(verdicts, null, 2))
  return verdicts.every((one) => one.isMet) ? 0 : 1
}

const isMet = (findings: readonly Finding[]) => findings.every((one) => one.isMet)

function drillsOf(names: readonly string[]): readonly Drill[] {
  if (names.length === 1 && names[0] === 'all') return drills
  return names.map((name) => {
    const found = drills.find((one) => one.name === name)
    if (found !== undefined) return found
    const all = drills.map((one) => one.name).join(', ')
    throw new CommandLineError('WT_USAGE', `no drill is called ${name}. There is ${all}`)
  })
}

/** Expected, seen and the verdict of each. */
export function table(findings: readonly Finding[]): readonly string[] {
  const rows = [
    ['', 'expected', 'seen', ''],
    ...findings.map(({ what, expected, seen, isMet }) => [
      what,
      expected,
      seen,
      isMet ? 'met' : 'NOT MET',
    ]),
  ]
  const [wide, wider, widest] = [0, 1, 2].map((at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  ) as [number, number, number]
  return rows.map(([what = '', expected = '', seen = '', verdict = '']) =>
    `  ${what.padEnd(wide)}  ${expected.padStart(wider)}  ${seen.padStart(widest)}  ${verdict}`.trimEnd(),
  )
}
