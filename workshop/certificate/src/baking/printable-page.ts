import type { OpenBadge } from '../credential/open-badge.ts'
import { summaryOf } from '../credential/summary.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { emblemSide, emblemSvg } from './emblem.ts'

const begin = '<script type="application/json" id="credential">'
const end = '</script>'

const style = `@page{size:A4;margin:16mm}
*{box-sizing:border-box}
body{max-width:178mm;margin:0 auto;padding:8mm 0;color:#14212e;background:#fff;font:11pt/1.45 Georgia,"Times New Roman",serif}
header{display:grid;grid-template-columns:34mm 1fr;gap:8mm;align-items:center;border-bottom:1mm solid #d9a441;padding-bottom:6mm}
svg{width:34mm;height:34mm}
h1{margin:0;font-size:22pt;line-height:1.15;overflow-wrap:anywhere}
h2{margin:7mm 0 2mm;font-size:12pt}
.to{margin:1mm 0 0;font-size:15pt}
table{width:100%;border-collapse:collapse}
td,th{padding:1.2mm 0;border-bottom:.2mm solid #ccd3da;text-align:left;vertical-align:top;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:34mm 1fr;margin:0}
dt,dd{margin:0;padding:.6mm 0;overflow-wrap:anywhere}
dt{color:#4a5a68}
pre{margin:0;font:6.5pt/1.35 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
li,tr{break-inside:avoid}`

/** A page to print, made from the credential alone: the same credential gives the same bytes, so a page that was doctored is found out. All that was signed is on it, and in it. */
export function printablePage(credential: OpenBadge): string {
  const { name, recipient, issuer, achievement, results, evidence, ...rest } = summaryOf(credential)
  const dates = rest.validUntil === undefined ? 'no end' : day(rest.validUntil)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(name)}</title>
<style>${style}</style>
</head>
<body>
<header>
<svg viewBox="0 0 ${emblemSide} ${emblemSide}" aria-hidden="true">${emblemSvg()}</svg>
<div>
<h1>${escaped(name)}</h1>
<p class="to">${escaped(recipient ?? 'The holder of the address hashed below')}</p>
</div>
</header>
<main>
<p>${escaped(achievement.description)}</p>
<dl>
${row('Issued by', issuer.name ?? issuer.id)}
${row('Key or address', issuer.id)}
${row('Valid from', day(rest.validFrom))}
${row('Valid until', dates)}
${row('Assurance', rest.assurance ?? 'not said')}
${row('Criteria', achievement.criteria ?? 'not said')}
${row('Number', rest.id)}
</dl>
<h2>Results</h2>
<table>
<tbody>
${results.map((it) => `<tr><th scope="row">${escaped(it.name)}</th><td>${escaped(it.status)}</td></tr>`).join('\n')}
</tbody>
</table>
<h2>Evidence</h2>
<ul>
${evidence.map((it) => `<li><strong>${escaped(it.name)}</strong>: ${escaped(it.narrative)}</li>`).join('\n')}
</ul>
<h2>To verify it</h2>
<p>It conforms to Open Badges 3.0. Paper and this page prove nothing: run <code>watertight certificate verify FILE</code> on this file, or open it in the verifier that you got from the project, not from whoever gave you this page. Neither needs a network.</p>
<h2>What was signed</h2>
<pre>${escaped(JSON.stringify(credential, null, 1))}</pre>
</main>
${begin}${embedded(credential)}${end}
</body>
</html>
`
}

/** The JSON in a page. */
export function unbakePage(html: string): string | Refusal {
  const [, rest, ...more] = html.split(begin)
  if (rest === undefined) return refuse('NothingBaked', 'there is no credential in the page')
  if (more.length > 0) return refuse('BakedTwice', 'the page has more than one credential')
  return rest.slice(0, rest.indexOf(end))
}

/** Whether the page shows what its credential says, to the byte. */
export const isPageOf = (html: string, credential: OpenBadge): boolean =>
  html.replaceAll('\r\n', '\n') === printablePage(credential)

const row = (term: string, value: string) => `<dt>${term}</dt><dd>${escaped(value)}</dd>`

const day = (date: string) => date.slice(0, 10)

// no tag can begin inside a script of JSON
const embedded = (credential: object) => JSON.stringify(credential).replaceAll('<', '\\u003c')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => entities[char] ?? char)
