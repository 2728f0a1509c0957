import type { Overflow } from '../limits/overflow.ts'
import type { Detector } from '../outlier/outlier-detector.ts'

export type MeshChange =
  | {
      readonly is: 'endpoint ejected'
      readonly cluster: string
      readonly endpoint: string
      readonly by: Detector
      /** At least: the periodic check lets it return. */
      readonly forMs: number
    }
  | {
      readonly is: 'ejection withheld'
      readonly cluster: string
      readonly endpoint: string
      readonly by: Detector
      readonly ejected: number
      readonly endpoints: number
      readonly maxEjectionPercent: number
    }
  | { readonly is: 'endpoint returned'; readonly cluster: string; readonly endpoint: string }
  | { readonly is: 'limit overflowed'; readonly cluster: string; readonly limit: Overflow }
  | {
      readonly is: 'breaker changed'
      readonly cluster: string
      readonly from: string
      readonly to: string
    }
  | { readonly is: 'snapshot swapped'; readonly from: string; readonly to: string }

/** What happened in the mesh, as data to store and replay. `at` is in ms since 1970. */
export type MeshEvent = MeshChange & { readonly at: number }
