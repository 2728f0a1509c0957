import { render } from 'preact'
import { follow } from '../parts/ask.ts'
import { Queue } from './queue.tsx'
import { look } from './view.ts'

const page = document.getElementById('page')
if (page) render(<Queue />, page)
follow(look)
