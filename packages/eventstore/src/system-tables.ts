import { table } from '@watertight/domain'

/** The store's own state is rows like any other: an engine knows nothing of checkpoints, parking or snapshots. */
export const system = {
  checkpoints: table('wt_checkpoints', { name: 'text', position: 'integer' }, ['name']),
  parked: table(
    'wt_parked',
    { consumer: 'text', position: 'integer', stream: 'text', reason: 'text' },
    ['consumer', 'position'],
  ),
  snapshots: table(
    'wt_snapshots',
    { stream: 'text', fold: 'text', fingerprint: 'text', revision: 'integer', state: 'text' },
    ['stream', 'fold'],
  ),
  serving: table('wt_serving', { name: 'text', table: 'text' }, ['name']),
  inline: table('wt_inline', { id: 'integer', tables: 'text' }, ['id']),
}
