import { BreakerPanel } from './breaker-panel.tsx'
import { state } from './connection.ts'
import { FaultControls } from './fault-controls.tsx'
import { Flow } from './flow.tsx'
import { Now } from './now.tsx'
import { OrderList } from './order-list.tsx'
import { PageHeader } from './page-header.tsx'
import { ServiceTiles } from './service-tiles.tsx'
import { Throughput } from './throughput.tsx'

export function App() {
  const current = state.value
  return (
    <>
      <PageHeader />
      <main class={current === undefined ? 'is-empty' : undefined}>
        {current === undefined ? (
          <p class="first-wait">Waiting for the first news from the gateway…</p>
        ) : (
          <>
            <ServiceTiles services={current.services} />
            <section class="card stage" aria-labelledby="stage-title">
              <h2 id="stage-title" class="hidden">
                From order to card network
              </h2>
              <Now state={current} />
              <Flow state={current} />
              <FaultControls mode={current.fault?.mode} />
            </section>
            <div class="pair">
              <BreakerPanel breaker={current.breaker} />
              <Throughput state={current} />
            </div>
            <OrderList latest={current.latest} />
          </>
        )}
      </main>
    </>
  )
}
