/**
 * Makes the facts that the services start with from `movies.json` of the package vega-datasets:
 *
 *     npm pack vega-datasets@2.11.0 && tar xzf vega-datasets-2.11.0.tgz package/data/movies.json
 *     npx node case-studies/streaming/bin/films.ts package/data/movies.json
 *
 * Each service gets the facts it owns and no others: titles the catalogue, ratings the ratings.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Movie {
  readonly Title: unknown
  readonly 'Release Date': string | null
  readonly 'Major Genre': string | null
  readonly 'IMDB Rating': number | null
  readonly 'IMDB Votes': number | null
}

const fewestVotes = 20_000
const staticFilms = 60

/** Titles were read in the character set of old Macs: LÈon is Léon. Some were cut at the comma: `Godfather, The`. */
function titleOf(given: string): string {
  const latin: Readonly<Record<string, string>> = {
    È: 'é',
    Ë: 'è',
    Í: 'ê',
    '·': 'á',
    Û: 'ó',
    Ú: 'ú',
    Á: 'ç',
    Ì: 'í',
    ˆ: 'ö',
    '¸': 'ü',
    '‰': 'ä',
    Ò: 'ñ',
    '‡': 'à',
    '˘': 'ù',
    Ω: '½',
    Ù: 'ô',
  }
  return given.replace(/[^ -~]/g, (sign) => latin[sign] ?? sign).trim()
}

/** Years with two digits were read into the wrong century: no film of the list is younger than 2010. */
function yearOf(date: string): number {
  const year = Number(date.slice(-4))
  return year > 2010 ? year - 100 : year
}

const slug = (title: string, year: number) =>
  `${title
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}-${year}`

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('say the path of movies.json')
const movies: readonly Movie[] = JSON.parse(readFileSync(path, 'utf8'))
const films = movies
  .flatMap((movie) => {
    const {
      Title,
      'Release Date': date,
      'Major Genre': genre,
      'IMDB Rating': rating,
      'IMDB Votes': votes,
    } = movie
    if (Title === null || !date || !genre || !rating || !votes || votes < fewestVotes) return []
    const title = titleOf(String(Title))
    const year = yearOf(date)
    return [
      { id: slug(title, year), title, year, genre: genre.replace('/Suspense', ''), rating, votes },
    ]
  })
  .filter(({ id }, i, all) => all.findIndex((other) => other.id === id) === i)
  .sort((a, b) => b.votes - a.votes)

const write = (name: string, rows: readonly unknown[]) =>
  writeFileSync(
    join(import.meta.dirname, '..', name),
    `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`,
  )

write(
  'catalog/films.json',
  films.map(({ id, title, year, genre }) => [id, title, year, genre]),
)
write(
  'ratings/ratings.json',
  films.map(({ id, rating, votes }) => [id, rating, votes]),
)
write(
  'recommendations/tastes.json',
  films.map(({ id, genre, rating }) => [id, genre, rating]),
)
write(
  'playback/films.json',
  films.map(({ id }) => id),
)
write(
  'edge/static-films.json',
  films.slice(0, staticFilms).map(({ id, title, year, genre }) => ({ id, title, year, genre })),
)
