import type { BoundedContext } from '../bounded-context.ts'
import { kebab } from '../kebab.ts'
import type { CommandType } from '../message.ts'

export interface CommandAddress {
  readonly owner: BoundedContext['owns'][number]
  readonly command: CommandType
  /** `/order/{id}/place-order` */
  readonly path: string
}

/** Where each command that the context accepts is sent to. */
export const commandAddresses = ({ owns, accepts }: BoundedContext): readonly CommandAddress[] =>
  (accepts as readonly CommandType[]).flatMap((command) => {
    const owner = owns.findLast(({ commands }) =>
      commands.some(({ type }: CommandType) => type === command.type),
    )
    if (owner === undefined) return []
    return [{ owner, command, path: `/${kebab(owner.name)}/{id}/${kebab(command.type)}` }]
  })
