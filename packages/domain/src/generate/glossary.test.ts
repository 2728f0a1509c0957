import { expect, it } from 'vitest'
import { boundedContext } from '../bounded-context.ts'
import { glossary } from './glossary.ts'
import { Doors, Keys } from './test-kit/doors.ts'

it('a glossary has every word of every context, in the order of their names', () => {
  expect(glossary({ contexts: [Keys, Doors] })).toBe(`## doors

Knows which doors \\| gates stand open.

### FrontDoor (aggregate)

| asked | with |
|---|---|
| OpenDoor | by (personal), gently? |
| ShutDoor (from within) |  |

| happens | with |
|---|---|
| DoorOpened | by (personal) |
| DoorShut |  |

### Lock (aggregate)

| asked | with |
|---|---|
| TurnKey | key |

| happens | with |
|---|---|
| KeyTurned | key |

### Promised to others

| they hear | with |
|---|---|
| doors.DoorOpened.v1 | gently? |

### Heard from keys

keys.KeyCut.v1 may lead to TurnKey.

### Draught (process manager)

Hears DoorOpened, DoorShut. Sends ShutDoor, CutKey. Alarms: LeftOpen.

Calls keys.

## keys

Cuts keys.

### Key (aggregate)

| asked | with |
|---|---|
| CutKey | blank, owner (personal) |

| happens | with |
|---|---|
| KeyCut | blank |

### Promised to others

| they hear | with |
|---|---|
| keys.KeyCut.v1 | teeth |

| they may ask | with |
|---|---|
| Key: CutKey | blank, owner (personal) |
`)
})

it('a glossary does not depend on the order of the contexts', () => {
  const one = glossary({ contexts: [Keys, Doors] })
  expect(glossary({ contexts: [Doors, Keys] })).toBe(one)
})

it('a purpose stays the words it is', () => {
  const Odd = boundedContext('odd', { purpose: '# <b>|*x*\n\n- `y`', owns: [] })
  expect(glossary({ contexts: [Odd] })).toBe('## odd\n\n\\# \\<b\\>\\|\\*x\\* - \\`y\\`\n')
})
