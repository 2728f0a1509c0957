import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { address, go, href } from '../../address.ts'
import { useKeys } from '../../keys.ts'
import { Table } from '../../parts/picture.tsx'
import { percent } from '../../parts/words.ts'
import { gatherForRun } from '../../run/gather.ts'
import { play, played, playedAt, recorder, showMoment } from '../../run/playback.ts'
import { endOf, momentOf, type Run, runIn } from '../../run/run.ts'
import { dateTime } from '../log/moments.ts'
import { differences } from './differences.ts'
import './time.css'

/** A run that was recorded: kept as one file, opened again, and two of its moments compared. `#/time?a=MS&b=MS`. */
export default function Time() {
  const trouble = useSignal('')
  return (
    <>
      <section class="panel run-files">
        <h2>One run, one file</h2>
        <p class="quiet-text">
          This page records what it is told from the moment it was opened. The file holds all of it;
          it opens in any console, with no service running: here, or with{' '}
          <code>npx watertight console open FILE</code>.
        </p>
        <div class="row">
          {played.value === undefined ? <Export /> : <Leave />}
          <label>
            Open a run{' '}
            <input
              type="file"
              accept="application/json,.json"
              data-testid="open-run"
              onChange={async ({ currentTarget: { files } }) => {
                const file = files?.[0]
                if (file === undefined) return
                const run = runIn(await file.text())
                trouble.value = typeof run === 'string' ? run : ''
                if (typeof run !== 'string') play(run)
              }}
            />
          </label>
        </div>
        <p class="alert" role="status">
          {trouble.value}
        </p>
      </section>
      <Moments />
    </>
  )
}

function Export() {
  const share = useSignal<number | undefined>(undefined)
  const save = async () => {
    share.value = 0
    await gatherForRun((done) => (share.value = done))
    share.value = undefined
    const run = recorder.run()
    if (run === undefined) return
    const address = URL.createObjectURL(
      new Blob([JSON.stringify(run)], { type: 'application/json' }),
    )
    const name = `watertight-${dateTime(endOf(run)).replaceAll(/[: ]/g, '-').slice(0, 19)}.json`
    Object.assign(document.createElement('a'), { href: address, download: name }).click()
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
  }
  return (
    <>
      <button
        type="button"
        class="primary"
        disabled={share.value !== undefined}
        onClick={() => void save()}
      >
        Export this run
      </button>
      <span role="status" class="quiet-text">
        {share.value !== undefined &&
          `Asking for what its readers will want: ${percent(share.value)}`}
      </span>
    </>
  )
}

const Leave = () => (
  <button type="button" onClick={() => location.reload()}>
    Back to what happens now
  </button>
)

/** The moments of the run that is shown, or of this page's own so far. */
function Moments() {
  const own = useSignal<Run | undefined>(recorder.run())
  useEffect(() => {
    if (played.value !== undefined) return
    const timer = setInterval(() => {
      own.value = recorder.run()
    }, 1_000)
    return () => clearInterval(timer)
  }, [played.value])
  const run = played.value ?? own.value
  useKeys(
    [
      { key: '[', does: 'one change back', run: () => step(run, -1) },
      { key: ']', does: 'one change on', run: () => step(run, 1) },
    ],
    [run],
  )
  if (run === undefined) return <p class="empty">Nothing was told yet.</p>
  const { at: from } = run.snapshot
  const to = endOf(run)
  return (
    <>
      {played.value !== undefined && (
        <section class="panel" data-testid="played">
          <h2>
            A recorded run <span class="quiet-text">as of {dateTime(playedAt.value)}</span>
          </h2>
          <label>
            Moment that every screen shows
            <input
              type="range"
              min={from}
              max={to}
              step={1}
              value={playedAt.value}
              aria-valuetext={dateTime(playedAt.value)}
              onInput={({ currentTarget }) => showMoment(Number(currentTarget.value))}
            />
          </label>
          <p class="quiet-text">
            {run.changes.length} changes from {dateTime(from)} to {dateTime(to)}
          </p>
        </section>
      )}
      <Compare run={run} from={from} to={to} />
    </>
  )
}

/** Shows the change behind or before the one that is shown. */
function step(run: Run | undefined, by: 1 | -1): void {
  if (run === undefined || played.value === undefined) return
  const times = [run.snapshot.at, ...run.changes.map(({ at }) => at)]
  const next =
    by === 1 ? times.find((at) => at > playedAt.value) : times.findLast((at) => at < playedAt.value)
  if (next !== undefined) showMoment(next)
}

/** What differs between two moments. The address tells both. */
function Compare({
  run,
  from,
  to,
}: {
  readonly run: Run
  readonly from: number
  readonly to: number
}) {
  const { a, b } = address.value.query
  const within = (text: string | undefined, otherwise: number) => {
    const at = Number(text)
    return text === undefined || Number.isNaN(at) ? otherwise : Math.min(to, Math.max(from, at))
  }
  const [one, other] = [within(a, from), within(b, to)]
  const set = (change: Record<string, string>) =>
    go(href('time', [], { a: String(one), b: String(other), ...change }), { replace: true })
  const rows = differences(momentOf(run, one).entries, momentOf(run, other).entries)
  return (
    <section class="panel compare" data-testid="compare">
      <h2>Two moments</h2>
      {(
        [
          ['a', 'One', one],
          ['b', 'The other', other],
        ] as const
      ).map(([name, label, at]) => (
        <label key={name}>
          {label}: <output>{dateTime(at)}</output>
          <input
            type="range"
            min={from}
            max={to}
            step={1}
            value={at}
            aria-valuetext={dateTime(at)}
            onInput={({ currentTarget }) => set({ [name]: currentTarget.value })}
          />
        </label>
      ))}
      <p role="status" class="quiet-text">
        {rows.length === 0 ? 'Nothing differs.' : `${rows.length} things differ.`}
      </p>
      {rows.length > 0 && (
        <Table
          label="What differs"
          rows={rows}
          columns={[
            { name: 'Of', of: ({ key }) => key },
            { name: 'What', of: ({ path }) => path },
            { name: 'One', of: ({ before }) => before },
            { name: 'The other', of: ({ after }) => after },
          ]}
        />
      )}
    </section>
  )
}
