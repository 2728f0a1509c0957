import { render } from 'preact'
import { SupportApp } from './support-app.tsx'
import { follow } from './view.ts'

const page = document.getElementById('page')
if (page) render(<SupportApp />, page)
follow()
