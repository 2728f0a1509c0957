import { type RowOf, table } from '@watertight/domain'

/** Each process manager: up to where it has heard its log, and how many of each thing it has. */
export const Processes = table(
  'service_processes',
  {
    process: 'text',
    position: 'integer',
    running: 'integer',
    alarms: 'integer',
    sending: 'integer',
  },
  ['process'],
)

/** Each process: its state as JSON, how many answers made it, how many commands it has sent and how many of them are carried out. */
export const Instances = table(
  'service_process_instances',
  {
    process: 'text',
    instance: 'text',
    state: 'text',
    done: 'integer',
    reactions: 'integer',
    sent: 'integer',
    carried: 'integer',
  },
  ['process', 'instance'],
)

/** Alarms that are set; `due` is milliseconds since 1970. */
export const Alarms = {
  ...table(
    'service_process_alarms',
    { process: 'text', instance: 'text', alarm: 'text', due: 'integer', correlation: 'text?' },
    ['process', 'instance', 'alarm'],
  ),
  indexes: [['process', 'due']] as const,
}

/** A process' commands go out one at a time: `next` is the one whose turn it is, and `held up` waits for a person. */
export type Turn = 'next' | 'queued' | 'held up'

/** Commands that are not carried out yet, numbered within their process. `target` is the context that decides it, `due` when it is tried next or since when it is held up. */
export const Commands = {
  ...table(
    'service_process_commands',
    {
      process: 'text',
      instance: 'text',
      number: 'integer',
      target: 'text',
      recipient: 'text',
      type: 'text',
      data: 'text',
      meta: 'text',
      turn: 'text',
      due: 'integer',
      failures: 'integer',
      code: 'text?',
      because: 'text?',
    },
    ['process', 'instance', 'number'],
  ),
  indexes: [['process', 'turn', 'target', 'due']] as const,
}

/** What a context that runs process managers keeps beside its log. */
export const processTables = [Processes, Instances, Alarms, Commands]

export type InstanceRow = RowOf<typeof Instances.columns>
export type AlarmRow = RowOf<typeof Alarms.columns>
export type CommandRow = RowOf<typeof Commands.columns>
