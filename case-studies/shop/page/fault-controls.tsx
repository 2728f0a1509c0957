import type { FaultMode } from '../gateway/live-state.ts'
import { commandFailure, setFault, wantedFault } from './commands.ts'
import { faults } from './faults.ts'

const modes = Object.keys(faults) as FaultMode[]

/** Buttons that break the card network and heal it; the pressed one is what it does now. */
export function FaultControls({ mode }: { readonly mode: FaultMode | undefined }) {
  return (
    <fieldset class="faults">
      <legend>Break the card network</legend>
      <div class="fault-buttons">
        {modes.map((each) => (
          <button
            key={each}
            type="button"
            class={`fault${each === 'none' ? ' heal' : ''}${wantedFault.value === each ? ' is-wanted' : ''}`}
            aria-pressed={each === mode}
            data-testid={`fault-${each}`}
            onClick={() => void setFault(each)}
          >
            <b>{faults[each].button}</b>
            <small>{faults[each].hint}</small>
          </button>
        ))}
      </div>
      <p class="failure" role="alert">
        {commandFailure.value}
      </p>
    </fieldset>
  )
}
