import type { Story } from '../../support/published.ts'

/** How each context stands, at the moment that is looked at. */
export function Contexts({ story }: { readonly story: Story }) {
  const moment = story.events.find(({ key }) => key === story.asOf)
  return (
    <section class="card states" aria-labelledby="states-title">
      <h2 id="states-title">How it stands</h2>
      <p class="quiet" data-testid="moment">
        {moment === undefined ? 'Now.' : `As of: ${moment.says}.`}
      </p>
      {story.contexts.map(({ name, is, because, state }) => (
        <article key={name} data-testid={`context-${name}`} class={`in-${name}`}>
          <h3>
            {name}
            {is !== 'read' && (
              <span class="badge is-bad">{is === 'down' ? 'down' : 'in part'}</span>
            )}
          </h3>
          {because !== '' && <p class="because">{because}</p>}
          {state.map(({ stream, revision, is: now, tone, facts }) => (
            <div key={stream}>
              <p>
                <span class={`mark is-${tone}`} />
                {now}{' '}
                <span class="quiet">
                  {stream}, revision {revision}
                </span>
              </p>
              <dl>
                {facts.map(([fact, value]) => (
                  <div key={fact}>
                    <dt>{fact}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </div>
          ))}
          {state.length === 0 && is === 'read' && <p class="quiet">Nothing yet.</p>}
        </article>
      ))}
    </section>
  )
}
