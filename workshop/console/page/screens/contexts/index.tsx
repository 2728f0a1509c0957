import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ContextsView, ContextView, RelationView } from '../../../server/views/context-view.ts'
import type { ServiceView } from '../../../server/views/service-view.ts'
import { address, go, href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { useKeys } from '../../keys.ts'
import { under } from '../../live/store.ts'
import { Picture, Table } from '../../parts/picture.tsx'
import { figure } from '../../parts/words.ts'
import { ContextDetails } from './details.tsx'
import './contexts.css'
import { MapPicture } from './map-picture.tsx'
import { ReadModels } from './read-models.tsx'

const services = under<ServiceView>('service/')

/** The bounded contexts that run: who depends on whom, and who is behind. */
export default function Contexts() {
  const told = useSignal<ContextsView | undefined>(undefined)
  const problem = useSignal('')
  useEffect(() => {
    void ask<ContextsView>('contexts').then((answer) => {
      if (answer.ok) told.value = answer.value
      else problem.value = answer.why
    })
  }, [])
  const all = told.value?.contexts ?? []
  const step = (by: number) => {
    const here = all.findIndex(({ name }) => name === address.value.path[0])
    const next = all[(here + by + all.length) % all.length]
    if (next) go(href('contexts', [next.name]), { replace: true })
  }
  useKeys(
    [
      { key: 'j', does: 'contexts: the next one', run: () => step(1) },
      { key: 'k', does: 'contexts: the one before', run: () => step(-1) },
    ],
    [all],
  )
  if (problem.value !== '') return <p class="alert">{problem.value}</p>
  if (told.value === undefined) return <p class="empty">Reading the maps…</p>
  const { relations, broken } = told.value
  if (all.length === 0) return <p class="empty">Nothing that runs has bounded contexts.</p>
  const shown = all.find(({ name }) => name === address.value.path[0])
  return (
    <div class="contexts">
      <div class="column">
        {broken.map(({ part, why }) => (
          <p class="alert" key={part}>
            The map of {part} cannot be built: {why}
          </p>
        ))}
        <section class="panel" aria-labelledby="map-title">
          <h2 id="map-title">Context map</h2>
          <Picture label="Who depends on whom" rows={relations} columns={columns}>
            <MapPicture contexts={all} relations={relations} services={services.value} />
          </Picture>
        </section>
        <Consumers contexts={all} />
        <ReadModels />
      </div>
      {shown ? (
        <ContextDetails key={shown.name} context={shown} />
      ) : (
        <section class="panel">
          <h2>Pick a context</h2>
          <p class="quiet-text">
            It tells its words and what it promises. By keyboard: <kbd>j</kbd> and <kbd>k</kbd> go
            through them.
          </p>
        </section>
      )}
    </div>
  )
}

const columns = [
  {
    name: 'upstream',
    of: ({ upstream }: RelationView) => <a href={href('contexts', [upstream])}>{upstream}</a>,
  },
  {
    name: 'downstream',
    of: ({ downstream }: RelationView) => <a href={href('contexts', [downstream])}>{downstream}</a>,
  },
  { name: 'relation', of: ({ kind }: RelationView) => kind },
  { name: 'offers', of: ({ offers }: RelationView) => offers.join(', ') },
]

/** Whoever follows somebody's events, and how far. */
function Consumers({ contexts }: { readonly contexts: readonly ContextView[] }) {
  const names = new Set(contexts.map(({ name }) => name))
  const rows = services.value
    .filter(({ name }) => names.has(name))
    .flatMap(({ name, feeds }) => feeds.map((feed) => ({ name, ...feed })))
  type Row = (typeof rows)[number]
  return (
    <section class="panel">
      <Table
        label="Consumers and how far they are"
        rows={rows}
        columns={[
          { name: 'consumer', of: ({ name }: Row) => name },
          { name: 'hears', of: ({ from }: Row) => from },
          { name: 'connected', of: ({ connected }: Row) => (connected ? '✓ yes' : '✕ no') },
          { name: 'position', of: ({ position }: Row) => figure(position), isNumber: true },
          {
            name: 'behind',
            of: ({ lag }: Row) => (lag === undefined ? 'not known' : figure(lag)),
            isNumber: true,
          },
          {
            name: 'parked',
            of: ({ parked }: Row) => (parked > 0 ? `✕ ${parked}` : '0'),
            isNumber: true,
          },
        ]}
      />
    </section>
  )
}
