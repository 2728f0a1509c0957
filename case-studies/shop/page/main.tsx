import { render } from 'preact'
import { App } from './app.tsx'
import { connect } from './connection.ts'
import { refreshHeld } from './held-orders.ts'

const page = document.getElementById('page')
if (page) render(<App />, page)
connect()
refreshHeld()
