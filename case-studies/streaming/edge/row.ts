import type { Film } from './from-catalog.ts'

/** A film that a service picked. */
export interface Pick {
  readonly film: string
  readonly note?: string
  /** How much of it is seen, from 0 to 1. */
  readonly share?: number
}

export type Shown = Film & Omit<Pick, 'film'>

/** From the best: made for this viewer, what most people watch, what the edge was shipped with. */
export type Source = 'personal' | 'popular' | 'static'

export interface Row {
  readonly id: string
  readonly title: string
  readonly source: Source
  /** Whether it stands below the rung it should be on. */
  readonly isDegraded: boolean
  /** Why, where it does. */
  readonly why?: string
  readonly films: readonly Shown[]
}
