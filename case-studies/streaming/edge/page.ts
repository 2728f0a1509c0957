import type { Reply } from '@watertight/ports'
import type { Home } from './home.ts'
import type { Row, Shown, Source } from './row.ts'

const headers = Object.freeze({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})

const viewers = ['1', '2', '3', '4', 'early-5']

const rung: Readonly<Record<Source, string>> = {
  personal: 'made for you',
  popular: 'popular instead',
  static: 'from the shelf on board',
}

/** The home page for people. It needs no script: what runs in the browser starts films and keeps the rows up to date. */
export const pageOf = (home: Home): Reply => ({ status: 200, headers, body: html(home) })

const html = ({ viewer, rows, catalogue, isDegraded }: Home) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Watertight Streaming</title>
<link rel="stylesheet" href="style.css">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23ffc46b'/%3E%3Cpath d='M8 1a7 7 0 0 1 0 14z' fill='%230a0f16'/%3E%3C/svg%3E">
<script type="module" src="play.js"></script>
</head>
<body data-viewer="${safe(viewer)}">
<header>
  <p class="brand"><span aria-hidden="true">◐</span> Watertight Streaming</p>
  <nav aria-label="Viewer">${viewers.map((one) => viewerLink(one, viewer)).join('')}</nav>
</header>
<main>
  ${hero(rows)}
  <p class="state" id="state" role="status">${safe(stateInWords(catalogue, isDegraded, rows))}</p>
  ${rows.map(section).join('\n')}
</main>
<footer>
  <p>Titles, years, genres and ratings are facts about real films, as of 2010 (vega-datasets). Viewers are made up, and nothing can be watched.</p>
</footer>
<p id="toast" role="status" hidden></p>
</body>
</html>
`

const viewerLink = (one: string, current: string) =>
  `<a href="?viewer=${one}"${one === current ? ' aria-current="page"' : ''}>${one.startsWith('early') ? 'Early viewer' : `Viewer ${one}`}</a>`

function stateInWords(
  catalogue: Home['catalogue'],
  isDegraded: boolean,
  rows: readonly Row[],
): string {
  if (!isDegraded) return 'All rows are made for you.'
  const below = rows.filter((row) => row.isDegraded)
  const copies = { fresh: '', stale: 'last copy', static: 'shelf on board' }
  return [
    below.length === 0
      ? 'All rows are there.'
      : `${below.length} of ${rows.length} rows show something else than they should.`,
    copies[catalogue] && `The catalogue does not answer: its ${copies[catalogue]} is shown.`,
    below.some(({ id }) => id === 'continue')
      ? 'Films may not start just now.'
      : 'Films start as ever.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function hero(rows: readonly Row[]): string {
  const row = rows.find(({ id }) => id === 'for-you') ?? rows[0]
  const film = row?.films[0]
  if (row === undefined || film === undefined) return ''
  return `<section class="hero" data-genre="${safe(film.genre)}" id="hero">
  <p class="eyebrow">${safe(row.title)}</p>
  <h1>${safe(film.title)}</h1>
  <p class="about">${film.year} · ${safe(film.genre)}${film.note === undefined ? '' : ` · ${safe(film.note)}`}</p>
  <button type="button" class="play" data-film="${safe(film.id)}" data-title="${safe(film.title)}">▶ Play</button>
</section>`
}

const section = (row: Row) => `<section class="row" id="row-${row.id}" data-source="${row.source}">
  <h2>${safe(row.title)} ${badge(row)}</h2>
  <ul>${row.films.map(card).join('')}</ul>
</section>`

const badge = ({ isDegraded, source, why = '' }: Row) =>
  isDegraded
    ? `<small class="badge" title="${safe(why)}">${rung[source]} <i>${safe(why)}</i></small>`
    : ''

const card = ({ id, title, year, genre, note, share }: Shown) => `<li>
<button type="button" data-film="${safe(id)}" data-title="${safe(title)}" data-genre="${safe(genre)}">
  <span class="genre">${safe(genre)}</span>
  <span class="title">${safe(title)}</span>
  <span class="facts">${year}${note === undefined ? '' : ` · ${safe(note)}`}</span>
  ${share === undefined ? '' : `<progress max="1" value="${share}">${Math.round(100 * share)} %</progress>`}
</button></li>`

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const safe = (text: string) => text.replace(/[&<>"]/g, (sign) => signs[sign] as string)
