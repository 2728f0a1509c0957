const kinds: { readonly [state: string]: 'good' | 'wait' | 'bad' | 'quiet' } = {
  approved: 'good',
  passed: 'good',
  sound: 'good',
  held: 'wait',
  referred: 'wait',
  proposed: 'wait',
  incomplete: 'wait',
  degraded: 'wait',
  silent: 'wait',
  overdue: 'wait',
  'counter-offered': 'wait',
  'fact missing': 'wait',
  declined: 'bad',
  failed: 'bad',
  stopped: 'bad',
}

/** A state as a word with a colour; the word alone says everything. */
export const State = ({ is, children = is }: { is: string; children?: string }) => (
  <span class={`state ${kinds[is] ?? 'quiet'}`}>{children.replaceAll('-', ' ')}</span>
)
