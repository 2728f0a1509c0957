import { Lines } from './lines.tsx'
import { changeLines, stateLines } from './state-lines.ts'
import type { StreamModel } from './stream-model.ts'

/** The state as of the revision, with what its event changed. */
export function StatePane({ model }: { readonly model: StreamModel }) {
  const moment = model.moment.value
  const { folding, trouble, failure } = model.path.value ?? {}
  const last = model.overview.value?.revision ?? 0
  if (model.overview.value?.hasState === false)
    return (
      <section class="panel pane">
        <h2>State</h2>
        <p class="quiet-text">This stream holds what was decided, and has no state of its own.</p>
      </section>
    )
  if (moment === undefined)
    return (
      <section class="panel pane" aria-busy="true">
        <h2>State</h2>
        <p class="quiet-text" data-testid="state-waits">
          {trouble ??
            (folding === undefined
              ? 'Reading…'
              : `Working the states out: ${Math.round((100 * folding) / Math.max(1, last))} %`)}
        </p>
      </section>
    )
  const { before, after, change } = moment
  if (after === null && failure !== undefined)
    return (
      <section class="panel pane">
        <h2>State</h2>
        <p class="alert">The state is not known from here on: {failure}.</p>
      </section>
    )
  const changes = changeLines(before, change)
  return (
    <>
      <section class="panel pane" data-testid="state">
        <h2>
          State <span class="quiet-text">as of revision {model.revision.value}</span>
        </h2>
        <Lines
          items={stateLines(after, change)}
          label="State"
          row={({ depth, name, text, kind, isChanged, path }) => (
            <div
              key={path}
              class={`line ${kind}${isChanged ? ' changed' : ''}`}
              style={{ paddingLeft: `${depth * 16 + 8}px` }}
            >
              {isChanged && <span class="mark">changed</span>}
              <span class="name">{name}</span> <span class="value">{text}</span>
            </div>
          )}
        />
      </section>
      <section class="panel pane" data-testid="change">
        <h2>
          Change{' '}
          <span class="quiet-text">
            {moment.step === undefined ? 'nothing has happened yet' : `by ${moment.step.type}`}
          </span>
        </h2>
        {moment.step !== undefined && changes.length === 0 && (
          <p class="quiet-text">This event changed nothing of the state.</p>
        )}
        <Lines
          items={changes}
          label="Change"
          row={({ path, is, before: old, after: now }, i) => (
            <div key={i} class={`line change ${is}`}>
              <span class="mark">{is}</span> <span class="name">{path}</span>{' '}
              {old !== '' && <del>{old}</del>} {now !== '' && <ins>{now}</ins>}
            </div>
          )}
        />
      </section>
    </>
  )
}
