import { render } from 'preact'
import { follow } from '../parts/ask.ts'
import { Desk } from './desk.tsx'
import { look } from './view.ts'

const page = document.getElementById('page')
if (page) render(<Desk />, page)
follow(look)
