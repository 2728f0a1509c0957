import { type RowOf, table } from '@watertight/domain'

/** How far each feed has been heard: moved in the transaction of what it caused. */
export const Feeds = table('service_feeds', { feed: 'text', position: 'integer' }, ['feed'])

/** Messages that could not be handled, and those of the same subject that wait behind them (no `code`). `message` is its text as it came, `since` milliseconds since 1970. */
export const Parked = {
  ...table(
    'service_parked',
    {
      feed: 'text',
      position: 'integer',
      subject: 'text',
      id: 'text',
      type: 'text',
      message: 'text',
      since: 'integer',
      failures: 'integer',
      code: 'text?',
      because: 'text?',
    },
    ['feed', 'position'],
  ),
  indexes: [['feed', 'subject', 'position']] as const,
}

export type ParkedRow = RowOf<typeof Parked.columns>
