import type { ComponentType } from 'preact'

/** A screen: its word in addresses, its key after `g`, and what draws it, loaded when it is first shown. */
export interface Screen {
  readonly name: string
  readonly title: string
  readonly key: string
  load(): Promise<{ readonly default: ComponentType }>
}

/** Every screen, in the order of the navigation. */
export const screens: readonly Screen[] = [
  { name: 'mesh', title: 'Mesh', key: 'm', load: () => import('./mesh/index.tsx') },
  {
    name: 'breakers',
    title: 'Breakers',
    key: 'b',
    load: () => import('./breakers/index.tsx'),
  },
  { name: 'traces', title: 'Traces', key: 'r', load: () => import('./traces/index.tsx') },
  {
    name: 'contexts',
    title: 'Contexts',
    key: 'c',
    load: () => import('./contexts/index.tsx'),
  },
  { name: 'log', title: 'Log', key: 'l', load: () => import('./log/index.tsx') },
  { name: 'decisions', title: 'Decisions', key: 'd', load: () => import('./decisions/index.tsx') },
  { name: 'time', title: 'Time', key: 'i', load: () => import('./time/index.tsx') },
]
