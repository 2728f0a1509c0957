/** Exact versions of what a new context is built and tested with. */
export const versions = Object.freeze({
  '@types/node': '26.6.6',
  typescript: '7.0.2',
  vitest: '5.1.1',
  zod: '4.6.7',
})

interface Workspace {
  readonly name: string
  /** From the root, with forward slashes. */
  readonly folder: string
  /** Of the packages of this house. */
  readonly version: string
}

/** The files that make a folder a workspace which `watertight up` finds. */
export const workspaceFiles = ({
  name,
  folder,
  version,
}: Workspace): Readonly<Record<string, string>> => ({
  'package.json': `${JSON.stringify(
    {
      name,
      version: '0.1.0',
      private: true,
      type: 'module',
      watertight: './watertight.ts',
      dependencies: {
        '@watertight/cli': version,
        '@watertight/domain': version,
        '@watertight/ports': version,
        '@watertight/service': version,
        zod: versions.zod,
      },
      devDependencies: {
        '@types/node': versions['@types/node'],
        typescript: versions.typescript,
        vitest: versions.vitest,
      },
    },
    null,
    2,
  )}\n`,
  'tsconfig.json': `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["es2024", "esnext.disposable"],
    "module": "nodenext",
    "types": ["node"],
    "customConditions": ["watertight-src"],
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "verbatimModuleSyntax": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "skipLibCheck": true
  },
  "include": ["**/*.ts"]
}
`,
  'watertight.ts': `import type { Manifest } from '@watertight/cli'

export default {
  name: '${name}',
  summary: 'Bookings of tables',
  services: [{ name: '${name}', entry: '${name}/service.ts' }],
  commands: [],
} satisfies Manifest
`,
  'README.md': `# ${name}

Takes bookings for tables that are there, for days that are still to come. It refuses to know who the guests are, and what they eat.

\`\`\`sh
npx watertight up --only ${name}    # starts it and prints its address
npx vitest run ${folder}            # its tests, in milliseconds and without a server
npx tsc -p ${folder}                # its types
\`\`\`

\`\`\`sh
curl -X POST http://127.0.0.1:4600/booking/7/book-table -H 'content-type: application/json' -d '{"guests":4,"day":"2099-05-01"}'
curl http://127.0.0.1:4600/booking/7/history
\`\`\`

| file | what is in it |
|---|---|
| \`${name}/language.ts\` | the words: what may be asked, what can have happened |
| \`${name}/rules.ts\` | the rules, each with the sentence a guest may be shown |
| \`${name}/booking.ts\` | a booking: what is possible in each state |
| \`${name}/booking.test.ts\` | the examples everybody agreed on |
| \`${name}/context.ts\` | what the context is for, owns and accepts |
| \`${name}/service.ts\` | how it is hosted; the only file that knows |
| \`watertight.ts\` | what \`watertight up\` starts |

To make it yours, begin with the words in \`language.ts\`; the compiler names what follows from them. A second context is another folder beside
\`${name}/\` and another line in \`watertight.ts\`.
`,
})
