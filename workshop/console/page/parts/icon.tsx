const paths = {
  brand: 'M3 14h18l-3 6H6zM12 3v9M12 4l6 8h-6',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14',
  keys: 'M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z',
  half: 'M12 4a8 8 0 1 0 0 16V4M12 4a8 8 0 0 1 0 16',
  live: 'M5 12l5 5L19 7',
  waiting: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  ready: 'M5 12l5 5L19 7',
  unready: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  silent: 'M5 12h.01M12 12h.01M19 12h.01',
  down: 'M6 6l12 12M18 6L6 18',
  closed: 'M5 12l5 5L19 7',
  open: 'M6 6l12 12M18 6L6 18',
  'half-open': 'M12 4v16M7 4h10v16H7z',
  fault: 'M13 3L5 14h6l-1 7 9-12h-6z',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
} as const

export type IconName = keyof typeof paths

/** A shape beside a word, never in its place. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)
