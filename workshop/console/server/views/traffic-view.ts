/** The synthetic traffic of a case study, under `traffic/PART`. */
export interface TrafficView {
  readonly part: string
  /** The service that makes it. */
  readonly service: string
  readonly paused: boolean
  readonly perMinute: number
  /** Why it cannot go on, where it cannot. */
  readonly failing?: string
}
