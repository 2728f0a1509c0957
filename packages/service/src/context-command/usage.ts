const workspace = `NAME is a workspace whose manifest has contexts, such as shop; without it, all of them.`

/** What `watertight context COMMAND --help` prints; apart from the commands, so that none of them is loaded to list them. */
export const usage = {
  check: `npx watertight context check [NAME]

Whether every map builds, the contracts are those in contracts.lock.json, and CONTEXTS.md says what the contexts say. Exit code 1:
something was found.

${workspace}`,
  map: `npx watertight context map [NAME] [--write]

The map as a Mermaid flowchart; with --json also which contexts and relations it has, and the glossary.

  --write            into CONTEXTS.md beside the manifest, with the glossary

${workspace}`,
  glossary: `npx watertight context glossary [NAME] [--write]

The words of every context as Markdown.

  --write            into CONTEXTS.md beside the manifest, with the map

${workspace}`,
  lock: `npx watertight context lock [NAME] [--write | --accept-breaking]

What has changed since the contracts were locked, and what of it breaks those who read the events or send the commands. Exit
code 1: something breaks, and is not accepted.

  --write            locks the contracts as they are, unless something breaks
  --accept-breaking  locks them whatever breaks

${workspace}`,
  openapi: `npx watertight context openapi [CONTEXT]

The commands of a context, its histories, its feed and its health as an OpenAPI 3.1 document in JSON.

  npx watertight context openapi orders > orders.openapi.json`,
  asyncapi: `npx watertight context asyncapi [CONTEXT]

What a context publishes and hears as an AsyncAPI 3.0 document in JSON.

  npx watertight context asyncapi orders > orders.asyncapi.json`,
  parked: `npx watertight context parked [CONTEXT]

The messages that contexts of the running system could not handle, why, and what waits behind them.`,
  retry: `npx watertight context retry CONTEXT FEED [POSITION]

Has a parked message handled again, then what waits behind it, until one fails. Without POSITION: all that hold others up. Exit
code 1: some are left.

  npx watertight context retry orders payments 42`,
  drop: `npx watertight context drop CONTEXT FEED POSITION

Gives a parked message up for ever, which is logged, and goes on with what waits behind it. Exit code 1: some are left.`,
} as const
