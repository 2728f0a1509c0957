import type { EdgeView, ServiceView } from '../../../server/views/service-view.ts'
import { under } from '../../live/store.ts'
import { Table } from '../../parts/picture.tsx'
import { duration, figure, percent } from '../../parts/words.ts'

const services = under<ServiceView>('service/')
const calls = under<readonly EdgeView[]>('edges/')

/** Every service that runs and what it asks of others. */
export default function Mesh() {
  if (services.value.length === 0) return <p class="empty">No service has said anything yet.</p>
  return (
    <>
      <section class="panel">
        <Table
          label="Services"
          rows={services.value}
          columns={[
            { name: 'service', of: ({ name }) => name },
            { name: 'part', of: ({ part }) => part },
            { name: 'health', of: ({ health }) => health },
          ]}
        />
      </section>
      <section class="panel">
        <Table
          label="Calls of the last ten seconds"
          rows={calls.value.flat()}
          columns={[
            { name: 'from', of: ({ from }) => from },
            { name: 'to', of: ({ to }) => to },
            { name: 'a second', of: ({ rate }) => figure(rate), isNumber: true },
            { name: 'failing', of: ({ failing }) => percent(failing), isNumber: true },
            {
              name: 'p99',
              of: ({ p99 }) => (p99 === undefined ? '' : duration(p99)),
              isNumber: true,
            },
          ]}
        />
      </section>
    </>
  )
}
