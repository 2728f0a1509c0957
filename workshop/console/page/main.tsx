import { render } from 'preact'
import { App } from './app.tsx'
import { listenToKeys } from './keys.ts'
import { connect } from './live/store.ts'
import { happened, play } from './run/playback.ts'
import { runIn } from './run/run.ts'

/** Served with a recorded run, and nothing else. */
async function playServed(): Promise<void> {
  const run = runIn(await (await fetch('run.json')).text())
  if (typeof run === 'string') document.body.textContent = run
  else play(run)
}

listenToKeys()
if (new URLSearchParams(location.search).has('run')) await playServed()
else connect(happened)
const page = document.getElementById('page')
if (page) render(<App />, page)
