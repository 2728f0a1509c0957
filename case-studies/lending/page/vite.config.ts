import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'

const pages = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.html'))

export default defineConfig({
  base: './',
  build: { rolldownOptions: { input: pages.map((name) => join(import.meta.dirname, name)) } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
})
