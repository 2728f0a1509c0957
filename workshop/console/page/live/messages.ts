import type { Change, Snapshot } from '../../server/views/message.ts'

/** How the stream is: `lost` until it is there again, `recorded` where there is none. */
export type Link = 'connecting' | 'live' | 'lost' | 'recorded'

/** What a page hears of its stream, whoever holds it. */
export type Told =
  | { readonly is: 'snapshot'; readonly snapshot: Snapshot; readonly link: Link }
  | { readonly is: 'change'; readonly change: Change }
  | { readonly is: 'link'; readonly link: Link }
