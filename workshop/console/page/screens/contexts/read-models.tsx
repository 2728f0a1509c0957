import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ReadModelsView, ReadModelView } from '../../../server/views/read-model-view.ts'
import { ask } from '../../ask.ts'
import { Table } from '../../parts/picture.tsx'
import { clockTime, duration, figure, many } from '../../parts/words.ts'

/** How often one looks while something is built. */
const lookMs = 500

/** The rows that contexts keep for reading. Each can be built anew from its log while it serves. */
export function ReadModels() {
  const told = useSignal<ReadModelsView>({ readModels: [], silent: [] })
  const problem = useSignal('')
  const look = async () => {
    const said = await ask<ReadModelsView>('read-models')
    problem.value = said.ok ? '' : said.why
    if (said.ok) told.value = said.value
  }
  const isBuilding = told.value.readModels.some(({ rebuild }) => rebuild?.is === 'building')
  useEffect(() => {
    void look()
    if (!isBuilding) return
    const looking = setInterval(() => void look(), lookMs)
    return () => clearInterval(looking)
  }, [isBuilding])

  const rebuild = async (model: ReadModelView) => {
    const path = ['services', model.service, 'read-models', inPaths(model), 'rebuild']
    const said = await ask(path.map(encodeURIComponent).join('/'), {})
    await look()
    if (!said.ok) problem.value = said.why
  }

  const { readModels, silent } = told.value
  return (
    <section class="panel" data-testid="read-models">
      {[...silent, ...(problem.value === '' ? [] : [problem.value])].map((why) => (
        <p class="alert" role="status" key={why}>
          {why}
        </p>
      ))}
      <Table
        label="Read models"
        rows={readModels}
        columns={[
          { name: 'context', of: ({ service }: ReadModelView) => service },
          { name: 'read model', of: ({ name }: ReadModelView) => <code>{name}</code> },
          {
            name: 'made from',
            of: ({ hears }: ReadModelView) => (
              <span title={hears.join(', ')}>{many(hears.length, 'event', 'kinds of events')}</span>
            ),
          },
          { name: 'rebuilt', of: (model: ReadModelView) => <Progress model={model} /> },
          {
            name: 'rebuild',
            of: (model: ReadModelView) => (
              <button
                type="button"
                disabled={model.rebuild?.is === 'building'}
                data-testid={`rebuild-${model.service}-${inPaths(model)}`}
                onClick={() => void rebuild(model)}
              >
                Rebuild
                <span class="hidden"> {model.name}</span>
              </button>
            ),
          },
        ]}
      />
    </section>
  )
}

const inPaths = ({ path }: ReadModelView) => path.replace('/read/', '')

function Progress({ model: { name, head, rebuild } }: { readonly model: ReadModelView }) {
  if (rebuild === null) return <span class="quiet-text">not since it was started</span>
  if (rebuild.is === 'failed')
    return <span class="chip is-bad">✕ failed; the rows from before serve</span>
  if (rebuild.is === 'done')
    return (
      <span class="chip is-good">
        ✓ at {clockTime(rebuild.endedAt)}, in {duration(rebuild.endedAt - rebuild.startedAt)}
      </span>
    )
  return (
    <span class="row">
      <progress max={head} value={rebuild.position} aria-label={`Rebuilding ${name}`} />
      <span class="quiet-text">
        {figure(rebuild.position)} of {figure(head)}
      </span>
    </span>
  )
}
