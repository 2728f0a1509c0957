import { codes } from './codes.ts'

/** The page `docs/mesh/problems.md`, made of the table of codes. */
export const problemsPage = (): string => `# Problems of rules

<!-- Made from packages/mesh/src/config/problem/codes.ts by \`npx vitest run packages/mesh/src/config/problem -u\`: change the table, not this page. -->

What \`watertight mesh check\` and \`readMesh\` may tell, each with file, line and column. While there is an error none of the rules is taken; warnings and notes stop nothing.

| code | | what to do, where nothing better is known |
|---|---|---|
${Object.entries(codes)
  .map(([code, { severity, advice }]) => `| \`${code}\` | ${severity} | ${advice} |`)
  .join('\n')}
`
