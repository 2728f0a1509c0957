import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  build: { target: 'es2024', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
})
