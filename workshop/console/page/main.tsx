import { render } from 'preact'
import { App } from './app.tsx'
import { listenToKeys } from './keys.ts'
import { connect } from './live/store.ts'

const page = document.getElementById('page')
if (page) render(<App />, page)
listenToKeys()
connect()
