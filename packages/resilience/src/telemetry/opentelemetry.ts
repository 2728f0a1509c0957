import { type Instrument, instruments, readings, type Source } from './instruments.ts'

/** As much of `@opentelemetry/api`'s `Meter` as is used; its own fits. */
export interface MeterLike<O> {
  createObservableGauge(name: string, options: InstrumentOptions): O
  createObservableCounter(name: string, options: InstrumentOptions): O
  addBatchObservableCallback(callback: (result: ResultLike<O>) => void, observables: O[]): void
  removeBatchObservableCallback(callback: (result: ResultLike<O>) => void, observables: O[]): void
}

export interface InstrumentOptions {
  description: string
  unit: string
}

export interface ResultLike<O> {
  observe(metric: O, value: number, attributes: Record<string, string>): void
}

export type { Source }

/**
 * Gives a meter of OpenTelemetry the figures of these policies and pipelines, read when it collects and at no other time. Returns the way to stop.
 * Without a dependency: the meter is the one of the `@opentelemetry/api` that the application has.
 * A function is asked at each collection: for a registry, whose policies come and go.
 *
 * ```ts
 * import { bulkhead, circuitBreaker } from '@watertight/resilience'
 * import { type MeterLike, observeMetrics } from '@watertight/resilience/opentelemetry'
 *
 * function watch<O>(meter: MeterLike<O>): () => void {
 *   const cards = circuitBreaker({ name: 'card-network' })
 *   const places = bulkhead({ name: 'card-network' })
 *   return observeMetrics(meter, [cards, places])
 * }
 * ```
 */
export function observeMetrics<O>(
  meter: MeterLike<O>,
  sources: Iterable<Source> | (() => Iterable<Source>),
): () => void {
  const made = new Map<string, O>()
  for (const instrument of instruments) made.set(instrument.name, make(meter, instrument))
  const observables = [...made.values()]
  const kept = typeof sources === 'function' ? undefined : [...sources]
  const observe = (result: ResultLike<O>) => {
    const now = typeof sources === 'function' ? sources() : (kept as Source[])
    for (const { metric, value, attributes } of readings(now))
      result.observe(made.get(metric) as O, value, attributes)
  }
  meter.addBatchObservableCallback(observe, observables)
  return () => meter.removeBatchObservableCallback(observe, observables)
}

function make<O>(meter: MeterLike<O>, { name, counts, description, unit }: Instrument): O {
  const options = { description, unit }
  return counts
    ? meter.createObservableCounter(name, options)
    : meter.createObservableGauge(name, options)
}
