import type { ContextView } from '../../../server/views/context-view.ts'
import type { ServiceView } from '../../../server/views/service-view.ts'
import { href } from '../../address.ts'
import { entry } from '../../live/store.ts'
import { many } from '../../parts/words.ts'

/** The words of one context: what it owns, takes, promises, hears and does by itself. */
export function ContextDetails({ context }: { readonly context: ContextView }) {
  const { name, part, purpose, owns, accepts, publishes, hears, runs, calls } = context
  const service = entry<ServiceView>(`service/${name}`).value
  return (
    <section class="panel context-details" aria-labelledby="context-title">
      <h2 id="context-title">{name}</h2>
      <p>{purpose}</p>
      <p class="quiet-text">
        Of {part}.{' '}
        {service?.head !== undefined && (
          <>
            <a href={href('log', [name])}>{many(service.head, 'event', 'events')} in its log</a>,{' '}
            <a href={href('mesh', ['service', name])}>{service.health}</a>.
          </>
        )}
      </p>
      {owns.map((owner) => (
        <div key={owner.name}>
          <h3>
            {owner.name} <span class="quiet-text">({owner.kind})</span>
          </h3>
          <Words label="is asked" words={owner.commands} mark={(one) => accepts.includes(one)} />
          <Words
            label={owner.kind === 'decision' ? 'reads or records' : 'records'}
            words={owner.events}
          />
        </div>
      ))}
      <h3>Towards others</h3>
      <Words label="publishes" words={publishes} />
      {hears.map(({ from, events, sends }) => (
        <div key={from}>
          <p class="quiet-text">
            hears <a href={href('contexts', [from])}>{from}</a>
          </p>
          <Words label="whose" words={events} />
          <Words label="may lead to" words={sends} />
        </div>
      ))}
      <Words label="runs" words={runs} />
      <Words label="calls" words={calls} />
    </section>
  )
}

interface WordsProps {
  readonly label: string
  readonly words: readonly string[]
  /** Those that anybody may send. */
  readonly mark?: (word: string) => boolean
}

const Words = ({ label, words, mark = () => false }: WordsProps) =>
  words.length === 0 ? null : (
    <dl class="words">
      <dt>{label}</dt>
      <dd>
        {words.map((word) => (
          <code key={word} class={mark(word) ? 'is-open' : undefined}>
            {word}
            {mark(word) && <span class="hidden"> (anybody may send it)</span>}
          </code>
        ))}
      </dd>
    </dl>
  )
