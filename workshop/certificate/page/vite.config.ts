import { createHash } from 'node:crypto'
import { defineConfig, type Plugin } from 'vite'

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Puts script and style into the page, which then is one file that may load nothing: only what it holds itself runs, by its hash. */
const oneFile: Plugin = {
  name: 'watertight-one-file',
  enforce: 'post',
  generateBundle(_, bundle) {
    const page = bundle['index.html']
    if (page?.type !== 'asset') throw new Error('there is no index.html in the bundle')
    let [script, style] = ['', '']
    for (const [name, file] of Object.entries(bundle)) {
      if (file === page) continue
      if (file.type === 'chunk') script += file.code
      else if (name.endsWith('.css')) style += file.source
      // named by the address of a file that nobody reads: its content is in the script as well
      else if (!name.endsWith('.jsonld'))
        throw new Error(`${name} has no place in a page of one file`)
      delete bundle[name]
    }
    // as an escape it is the same script, and no end of it
    script = script.replaceAll('</script', '<\\/script')
    const policy = [
      "default-src 'none'",
      `script-src ${digest(script)}`,
      `style-src ${digest(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]
    page.source = String(page.source)
      .replaceAll(/\s*<(script|link) [^>]*(src|href)="[^"]*"[^>]*>(<\/script>)?/g, '')
      .replace('__POLICY__', () => policy.join('; '))
      .replace('</head>', () => `<style>${style}</style>\n</head>`)
      .replace('</body>', () => `<script type="module">${script}</script>\n</body>`)
  },
}

export default defineConfig({
  base: './',
  build: { modulePreload: false, cssCodeSplit: false, target: 'es2022' },
  plugins: [oneFile],
})
