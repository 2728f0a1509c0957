import { createHash } from 'node:crypto'
import { reply } from '@watertight/ports'
import type { Routes } from './router.ts'

/** An OpenAPI document, as far as the page reads it. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: { readonly [path: string]: object }
  readonly components?: { readonly schemas?: { readonly [name: string]: unknown } }
}

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
  }[]
  readonly requestBody?: unknown
  readonly responses?: { readonly [status: string]: { readonly description?: string } }
}

/** `GET /openapi.json`, and `GET /openapi` for people: one page that needs nothing else. */
export function openApiRoutes(document: OpenApiDocument): Routes {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
  const body = page(document)
  return {
    'GET /openapi.json': async () => reply(200, document),
    'GET /openapi': async () => ({ status: 200, headers, body }),
  }
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2rem; font: 600 1rem ui-monospace, monospace; overflow-wrap: anywhere }
b { display: inline-block; min-width: 4rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8884 }
pre { overflow-x: auto; padding: .6rem; border: 1px solid #8884; border-radius: .3rem }
`

function page({ info, paths, components }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(path, method, operation)),
  )
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) => `<h2 id="${text(name)}">${text(name)}</h2>${code(schema)}`,
  )
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)}</title><style>${style}</style>
<h1>${text(info.title)} ${text(info.version)}</h1>
<p>${text(info.description ?? '')} The same for programs: <a href="openapi.json">openapi.json</a>.</p>
${operations.join('\n')}
<h1>Schemas</h1>
${schemas.join('\n')}
</html>`
}

function section(path: string, method: string, operation: Operation): string {
  const {
    operationId,
    summary,
    description,
    parameters = [],
    requestBody,
    responses = {},
  } = operation
  const rows = [
    ...parameters.map((one) => [
      `${one.name}${one.required ? '' : '?'}`,
      `${one.in}${one.description ? `: ${one.description}` : ''}`,
    ]),
    ...Object.entries(responses).map(([status, one]) => [status, one.description ?? '']),
  ]
  return `<h2><b>${text(method.toUpperCase())}</b>${text(path)}</h2>
<p>${text(summary ?? description ?? operationId ?? '')}</p>
${requestBody === undefined ? '' : code(requestBody)}
<table>${rows.map(([name, what]) => `<tr><th>${text(name)}</th><td>${text(what)}</td></tr>`).join('')}</table>`
}

/** As JSON; a reference leads to its schema. */
const code = (value: unknown) =>
  `<pre>${text(JSON.stringify(value, null, 2)).replace(
    /#\/components\/schemas\/([\w.-]+)/g,
    (_, name) => `<a href="#${name}">${name}</a>`,
  )}</pre>`

const marks: { readonly [mark: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const text = (value = ''): string => value.replace(/[&<>"]/g, (mark) => marks[mark] as string)

const sha256 = (of: string) => createHash('sha256').update(of).digest('base64')
