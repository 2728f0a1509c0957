import { Table } from '../../parts/picture.tsx'
import { dateTime } from './moments.ts'
import type { StreamModel } from './stream-model.ts'

/** Events beside the one that is looked at. */
const around = 12

/** The line as a table: the events around the revision. */
export function EventTable({ model }: { readonly model: StreamModel }) {
  void model.arrived.value
  void model.moment.value
  const revision = model.revision.value
  const first = Math.max(1, revision - around)
  const last = Math.min(model.overview.value?.revision ?? 0, first + 2 * around)
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  return (
    <Table
      label={`Events ${first} to ${last}`}
      rows={rows}
      columns={[
        {
          name: 'Revision',
          isNumber: true,
          of: (row) => (
            <button
              type="button"
              class="quiet"
              aria-current={row === revision ? 'true' : undefined}
              onClick={() => model.goTo(row)}
            >
              {row}
            </button>
          ),
        },
        { name: 'Position', isNumber: true, of: (row) => model.path.value?.stepAt(row)?.position },
        { name: 'Event', of: (row) => model.path.value?.stepAt(row)?.type ?? '…' },
        {
          name: 'Recorded',
          of: (row) => {
            const at = model.path.value?.stepAt(row)?.at
            return at === undefined ? '' : dateTime(at)
          },
        },
      ]}
    />
  )
}
