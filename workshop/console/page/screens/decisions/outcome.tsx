const looks: Readonly<Record<string, readonly [shape: string, look: string]>> = {
  approved: ['✓', 'is-good'],
  held: ['✓', 'is-good'],
  declined: ['✕', 'is-bad'],
  failed: ['✕', 'is-bad'],
  'counter-offered': ['±', 'is-wait'],
  referred: ['?', 'is-wait'],
  'fact missing': ['?', 'is-wait'],
  degraded: ['!', 'is-wait'],
}

/** An outcome as a word with a shape; its colour says nothing that these do not. */
export function Outcome({ is }: { readonly is: string }) {
  const [shape, look] = looks[is] ?? ['·', '']
  return (
    <span class={`chip ${look}`}>
      <span aria-hidden="true">{shape}</span> {is}
    </span>
  )
}
