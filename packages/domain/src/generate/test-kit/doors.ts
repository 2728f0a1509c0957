import { z } from 'zod'
import { aggregate } from '../../aggregate.ts'
import { boundedContext } from '../../bounded-context.ts'
import { fields } from '../../fields.ts'
import { command, event } from '../../message.ts'
import { personal } from '../../personal.ts'
import { processManager } from '../../process/process-manager.ts'
import { wake } from '../../process/steps.ts'
import { publish, publishedLanguage } from '../../published-language.ts'
import { translation } from '../../translation.ts'

/** Two small contexts that have everything a generated document shows. */
const Tree = z.strictObject({
  name: z.string(),
  get parts() {
    return z.array(Tree)
  },
})

// ---- keys
const Owner = fields({ name: personal(z.string()) })
const CutKey = command('CutKey', { blank: Tree, owner: Owner })
const KeyCut = event('KeyCut', { blank: Tree })
const Key = aggregate('Key', {
  commands: [CutKey],
  events: [KeyCut],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({ Any: { CutKey: ({ blank }) => KeyCut({ blank }) } })
  .evolve({ KeyCut: (state) => state })
const KeyCutV1 = event('keys.KeyCut.v1', { teeth: z.array(z.int().min(0).max(9)) })
const KeysLanguage = publishedLanguage('keys', [KeyCutV1], { Key: [CutKey] })

export const Keys = boundedContext('keys', {
  purpose: 'Cuts keys.',
  owns: [Key],
  accepts: [CutKey],
  speaks: KeysLanguage,
  publishes: [publish(KeyCutV1, KeyCut, () => ({ teeth: [1] }))],
})

// ---- doors
const OpenDoor = command('OpenDoor', { by: personal(z.string()), gently: z.boolean().optional() })
const ShutDoor = command('ShutDoor', {})
const TurnKey = command('TurnKey', { key: Tree })
const DoorOpened = event('DoorOpened', { by: personal(z.string()) })
const DoorShut = event('DoorShut', {})
const KeyTurned = event('KeyTurned', { key: Tree })
const FrontDoor = aggregate('FrontDoor', {
  commands: [OpenDoor, ShutDoor],
  events: [DoorOpened, DoorShut],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({ Any: { OpenDoor: ({ by }) => DoorOpened({ by }), ShutDoor: () => DoorShut({}) } })
  .evolve({ DoorOpened: (state) => state, DoorShut: (state) => state })
const Lock = aggregate('Lock', {
  commands: [TurnKey],
  events: [KeyTurned],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({ Any: { TurnKey: (data) => KeyTurned(data) } })
  .evolve({ KeyTurned: (state) => state })
const Draught = processManager('Draught', {
  hears: [DoorOpened, DoorShut],
  sends: [ShutDoor, CutKey],
  alarms: ['LeftOpen'],
  initial: () => ({}),
}).on({
  events: { DoorOpened: () => wake('LeftOpen', { in: '1 hour' }), DoorShut: () => [] },
  alarms: { LeftOpen: () => [] },
})
const fromKeys = translation(
  { from: KeysLanguage, sends: [TurnKey] },
  { 'keys.KeyCut.v1': () => undefined },
)
const DoorOpenedV1 = event('doors.DoorOpened.v1', { gently: z.boolean().optional() })
const DoorsLanguage = publishedLanguage('doors', [DoorOpenedV1])

export const Doors = boundedContext('doors', {
  purpose: 'Knows which doors | gates stand open.',
  owns: [FrontDoor, Lock],
  accepts: [OpenDoor, TurnKey],
  speaks: DoorsLanguage,
  publishes: [publish(DoorOpenedV1, DoorOpened, () => ({}))],
  hears: [fromKeys],
  runs: [Draught],
  calls: [KeysLanguage],
})
