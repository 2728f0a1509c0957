import type { Discovered } from '../../config/compile/services.ts'
import type { MeshFile } from '../../config/read/source.ts'
import type { Endpoint } from '../../model/cluster.ts'
import { malformed } from '../wire/fields.ts'
import { hostAndPort, type Position, type Push, positionText } from '../wire/push.ts'

/** Everything a control plane has said so far. Whether it is in force is another question. */
export interface Received extends Position {
  readonly rules: ReadonlyMap<string, string>
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>
}

/**
 * What is known after a push. Throws `WT_MESH_MESSAGE` where it cannot follow what is known: older, or changes to something else. Whoever
 * asks anew then gets everything.
 */
export function receive(known: Received | undefined, push: Push): Received {
  const { run, version, from } = push
  const isSameRun = known?.run === run
  if (isSameRun && version < known.version)
    throw malformed(`${positionText(push)} is older than ${positionText(known)}, which came before`)
  if (from === undefined)
    return { run, version, rules: present(push.rules), endpoints: present(push.endpoints) }
  if (!isSameRun || from !== known.version)
    throw malformed(
      `${positionText(push)} changes ${run}/${from}, and known is ${known ? positionText(known) : 'nothing'}`,
    )
  return {
    ...{ run, version },
    rules: present(new Map([...known.rules, ...push.rules])),
    endpoints: present(new Map([...known.endpoints, ...push.endpoints])),
  }
}

export const filesOf = ({ rules }: Received): readonly MeshFile[] =>
  [...rules].map(([name, text]) => ({ name, text }))

export const discoveredOf = ({ endpoints }: Received): readonly Discovered[] =>
  [...endpoints].map(([key, all]) => ({ ...hostAndPort(key), endpoints: all }))

const present = <T>(map: ReadonlyMap<string, T | undefined>): ReadonlyMap<string, T> =>
  new Map([...map].filter((entry): entry is [string, T] => entry[1] !== undefined))
