import { render } from 'preact'
import { follow } from '../parts/ask.ts'
import { Apply } from './apply.tsx'
import { look } from './view.ts'

const page = document.getElementById('page')
if (page) render(<Apply />, page)
follow(look, 1_500)
