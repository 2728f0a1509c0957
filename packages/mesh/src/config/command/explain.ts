import { actionInWords, termsInWords } from '../explain/action-in-words.ts'
import { type Explanation, explain } from '../explain/explain.ts'
import { compiled } from './compiled.ts'
import { type Context, usageError } from './context.ts'
import { argumentsOf, pair } from './input.ts'
import { table } from './table.ts'

export async function explainCall(context: Context): Promise<number> {
  const { values, positionals } = argumentsOf(context, 2, ['rules', 'header'])
  const [method, url] = positionals
  if (method === undefined || url === undefined)
    throw usageError('say METHOD and URL, such as GET http://films/top. See --help')
  const { origin, path } = partsOf(url)
  const headers = Object.fromEntries(values.header.map((one) => pair(one, ':', '--header')))
  const { snapshot, input } = await compiled(values)
  const call = { to: origin, method: method.toUpperCase(), path, headers }
  const found = explain(snapshot, call, input.caller.labels)
  if (context.json) context.out.line(JSON.stringify(plain(found)))
  else for (const line of inLines(found)) context.out.line(line)
  return found.isKnown && found.taken !== undefined ? 0 : 1
}

function partsOf(url: string): { readonly origin: string; readonly path: string } {
  const { protocol, origin, pathname, search } = URL.parse(url) ?? {}
  if ((protocol === 'http:' || protocol === 'https:') && origin !== undefined)
    return { origin, path: `${pathname}${search}` }
  throw usageError(`'${url}' is no URL such as http://films/top`)
}

const plain = ({ taken, ...rest }: Explanation) => ({
  ...rest,
  taken: taken && {
    name: taken.name,
    from: taken.from,
    does: actionInWords(taken.action),
    terms: termsInWords(taken),
  },
})

function inLines({ host, isKnown, routes, taken, destinations }: Explanation): readonly string[] {
  if (!isKnown) return [`No rule and no endpoint is known for ${host}: the call goes out as it is.`]
  const asked = table(
    ['rule', 'where', 'outcome', 'why'],
    routes.map(({ name, from, outcome, why }) => [
      name,
      from || '-',
      outcome,
      why.map((one) => (outcome === 'does not match' ? `not: ${one}` : one)).join('; or '),
    ]),
  )
  if (taken === undefined) return [...asked, '', 'No rule takes the call: 404, flag NR.']
  return [
    ...asked,
    '',
    `${taken.name} (${taken.from || 'a host without rules'}): ${actionInWords(taken.action)}`,
    `  ${termsInWords(taken).join('; ')}`,
    ...(destinations.length === 0
      ? []
      : [
          '',
          ...table(
            ['cluster', 'subset', 'of calls', 'endpoints'],
            destinations.map(({ cluster, subset, percent, endpoints }) => [
              cluster,
              subset ?? '-',
              `${Math.round(percent * 10) / 10} %`,
              endpoints.join(', ') || 'none: 503, flag UH',
            ]),
          ),
        ]),
  ]
}
