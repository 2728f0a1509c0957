import { type StaticFiles, staticFiles } from './static-files.ts'

/** Pages that a bundler has built, in a folder. What they load and where they send is who serves them, nothing else. */
export const builtPages = (folder: string): StaticFiles =>
  staticFiles(folder, {
    headers: {
      'content-security-policy':
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    },
    immutable: (path) => !path.endsWith('.html'),
  })
