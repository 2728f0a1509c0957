import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { LiveState } from '../gateway/live-state.ts'
import { faults } from './faults.ts'
import { Compartment } from './flow-compartment.tsx'
import { Crates } from './flow-crates.tsx'
import { Bulkhead, Door } from './flow-door.tsx'
import { Lane } from './flow-lane.tsx'
import { Flood, Sea } from './flow-sea.tsx'
import { count, many } from './format.ts'
import { hull, layout } from './hull.ts'

/** The way of an order as a ship in cross-section: the circuit breaker is the watertight door before the card network. */
export function Flow({ state }: { readonly state: LiveState }) {
  const box = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div class="flow" ref={box}>
      {width.value > 0 && <Ship state={state} width={width.value} />}
    </div>
  )
}

function Ship({ state, width }: { readonly state: LiveState; readonly width: number }) {
  const { orders, breaker, rate, services } = state
  const place = layout(width)
  const isDown = (name: string) => services.some((s) => s.name === name && s.health === 'down')
  const mode = state.fault?.mode
  const network = mode === undefined ? undefined : faults[mode]
  const wait = orders?.awaitingPayment ?? 0
  const isStuck = isDown('payments')
  const label = `Orders pass to payments and through the circuit breaker, which is ${breaker?.state ?? 'unknown'}, to the card network, which ${network?.does ?? 'does not answer'}. ${many(wait, 'order waits', 'orders wait')}.`
  return (
    <svg
      width={width}
      height={place.height}
      viewBox={`0 0 ${width} ${place.height}`}
      role="img"
      aria-label={label}
    >
      <Sea place={place} />
      <path class="hull-inside" d={hull(place)} />
      <Flood place={place} isFlooded={mode !== 'none'} />
      <Lane
        place={place}
        isFlowing={!isStuck && (rate.perSecond > 0 || wait > 0)}
        isCut={isStuck || breaker?.state === 'open'}
      />
      <Crates place={place} waiting={wait} />
      <Compartment
        place={place}
        at={place.centres[0]}
        name="orders"
        value={orders === null ? '–' : count(orders.placed)}
        caption="placed"
        isDown={isDown('orders')}
      />
      <Compartment
        place={place}
        at={place.centres[1]}
        name="payments"
        value={count(wait)}
        caption={wait === 1 ? 'order waits' : 'orders wait'}
        isDown={isDown('payments')}
      />
      <Compartment
        place={place}
        at={place.centres[2]}
        name="card network"
        value={network?.short ?? 'unknown'}
        caption={network?.hint ?? ''}
        isDown={isDown('card-network')}
      />
      <Bulkhead place={place} x={place.bulkheads[0]} />
      <Door place={place} state={breaker?.state} />
      <path class="hull" d={hull(place)} />
    </svg>
  )
}
