import type { Asker } from './asked.ts'
import type { Catalogue, Freshness } from './from-catalog.ts'
import { begun } from './from-playback.ts'
import { topRated } from './from-ratings.ts'
import { recommended } from './from-recommendations.ts'
import type { Pick, Row, Shown, Source } from './row.ts'

export interface Home {
  readonly viewer: string
  readonly catalogue: Freshness
  /** Whether anything on it is less than it should be. */
  readonly isDegraded: boolean
  readonly rows: readonly Row[]
}

const shown = 12

interface RowPlan {
  readonly id: string
  readonly title: string
  /** What it is called when it stands on a lower rung. */
  readonly otherwise: string
  readonly pick: ((by: Asker, viewer: string) => Promise<readonly Pick[]>) | undefined
}

const plans: readonly RowPlan[] = [
  { id: 'continue', title: 'Continue watching', otherwise: 'Popular now', pick: begun },
  { id: 'for-you', title: 'For you', otherwise: 'What others watch', pick: recommended },
  {
    id: 'top-rated',
    title: 'Top rated, not yet rated by you',
    otherwise: 'Much loved',
    pick: topRated,
  },
  { id: 'popular', title: 'Most watched', otherwise: 'Most watched', pick: undefined },
]

/** The home page as data. It always comes, and every row has films: a row steps down from personal to popular to static, and says so. */
export async function home(viewer: string, by: Asker, catalogue: Catalogue): Promise<Home> {
  const rows = await Promise.all(plans.map((plan, i) => rowOf(plan, i, viewer, by, catalogue)))
  const { freshness } = catalogue
  const isDegraded = freshness !== 'fresh' || rows.some((row) => row.isDegraded)
  return { viewer, catalogue: freshness, isDegraded, rows }
}

async function rowOf(
  { id, title, otherwise, pick }: RowPlan,
  place: number,
  viewer: string,
  by: Asker,
  catalogue: Catalogue,
): Promise<Row> {
  let why: string | undefined
  try {
    const films = pick === undefined ? [] : known(await pick(by, viewer), catalogue)
    if (films.length > 0) return { id, title, source: 'personal', isDegraded: false, films }
  } catch (error) {
    why = (error as Error).message
  }
  const isStatic = catalogue.freshness === 'static'
  const source: Source = isStatic ? 'static' : 'popular'
  // rows that step down together show different films; the row of the popular ones itself begins at the top
  const films = window(catalogue.popular, pick === undefined ? 0 : place + 1)
  const reason = why ?? (isStatic ? 'catalog: it has not answered yet' : undefined)
  return {
    ...{ id, title: why === undefined ? title : otherwise, source, films },
    ...{ isDegraded: reason !== undefined, ...(reason !== undefined && { why: reason }) },
  }
}

/** Those that the copy of the catalogue knows. */
const known = (picks: readonly Pick[], catalogue: Catalogue): readonly Shown[] =>
  picks.slice(0, shown).flatMap(({ film, ...more }) => {
    const found = catalogue.film(film)
    return found === undefined ? [] : [{ ...found, ...more }]
  })

/** The n-th dozen, from the beginning again where there are fewer. */
function window<T>(all: readonly T[], n: number): readonly T[] {
  const from = (n * shown) % Math.max(shown, all.length)
  const found = all.slice(from, from + shown)
  return found.length > 0 ? found : all.slice(0, shown)
}
