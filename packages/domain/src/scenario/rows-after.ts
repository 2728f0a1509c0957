import type { Message } from '../message.ts'
import type { Projection } from '../projection.ts'
import type { Row } from '../rows/columns.ts'
import { holds, keyOf, rowAfter } from '../rows/row-algebra.ts'
import type { Stamp } from '../rows/write.ts'
import { ScenarioFailed, textOf } from './scenario-failed.ts'

/** The table of a projection after these events, as any event store would hold it. */
export function rowsAfter(of: Projection, events: readonly Message[], now: Date): readonly Row[] {
  const rows = new Map<string, Row>()
  const stamp = (name: Stamp['stamp'], index: number) => ({ stamp: name, of: index })
  const stamps = (stamp: Stamp) => (stamp.stamp === 'at' ? now.getTime() : stamp.of + 1)
  events.forEach((event, index) => {
    const recording = {
      stream: 'scenario-1',
      id: `event-${index + 1}`,
      position: stamp('position', index),
      revision: stamp('revision', index),
      at: stamp('at', index),
    }
    for (const write of of.project(event, recording)) {
      const key = keyOf(of.key, write.op === 'put' ? write.row : write.key)
      const row = rows.get(key)
      if (!holds(write.if, row))
        throw new ScenarioFailed(
          `${of.name} at ${event.type}`,
          [`${textOf(write.if)} to hold`],
          [textOf(row)],
        )
      const next = rowAfter(row, write, stamps)
      if (next === undefined) rows.delete(key)
      else rows.set(key, next)
    }
  })
  return [...rows.values()]
}
