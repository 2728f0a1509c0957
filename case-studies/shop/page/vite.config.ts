import { join } from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  build: {
    rolldownOptions: {
      input: ['index.html', 'support.html'].map((file) => join(import.meta.dirname, file)),
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
})
