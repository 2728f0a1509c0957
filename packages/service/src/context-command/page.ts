import { join } from 'node:path'
import { glossary } from '@watertight/domain'
import type { Mapped } from './maps.ts'

export const pageOf = (folder: string): string => join(folder, 'CONTEXTS.md')

/** The page that a workspace keeps about its contexts: the map and the words. */
export const contextsPage = ({
  map,
}: Pick<Mapped, 'map'>): string => `# ${map.name}: contexts and words

<!-- Made by \`npx watertight context glossary --write\`: change the definitions, not this page. -->

\`\`\`mermaid
${map.mermaid()}
\`\`\`

${glossary(map)}`
