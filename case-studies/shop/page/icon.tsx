const shapes = {
  check: 'M3 8.5l3.2 3.2L13 5',
  cross: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 2.4a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4M8 4.9V8l2.2 1.6',
  closed: 'M4 14V2.5h8V14M1.5 14h13M6 8.2h4.4M8.6 6.2l2 2-2 2',
  open: 'M4 14V2.5h8V14M1.5 14h13M8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2M8 4v8M4 8h8',
  'half-open': 'M4 14V2.5h8V14M1.5 14h13M4 7.6h8M6.4 10.8h3.4',
  chevron: 'M6 3.5L10.5 8 6 12.5',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.6 8z',
  dot: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
} as const

export type IconName = keyof typeof shapes

/** A picture beside a word that says the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  )
}
