import type { Manifest } from '@watertight/cli'

const log = `  --log LOG   underwriting's log: a file, or postgres://user@host/database of a system started with --postgres;
              that of the running system, or of the one stopped last, unless told`

export default {
  name: 'lending',
  summary:
    'Loan approvals that explain themselves and can be replayed. Teaching software, not legal advice',
  services: [
    { name: 'bureaus', entry: 'bureaus/service.ts' },
    { name: 'origination', entry: 'origination/service.ts' },
    { name: 'underwriting', entry: 'underwriting/service.ts' },
    { name: 'servicing', entry: 'servicing/service.ts' },
    { name: 'letter-shop', entry: 'letter-shop/service.ts' },
    { name: 'compliance', entry: 'compliance/service.ts' },
    { name: 'loan-desk', entry: 'gateway/service.ts', page: 'page', open: true, process: 'fronts' },
  ],
  rules: 'mesh',
  contexts: async () => (await import('./context-map.ts')).lending,
  commands: [
    {
      name: 'import',
      summary: 'Bring the rows of a public HMDA LAR file in, as applications',
      usage: `npx watertight lending import FILE.csv [--limit N] [--json]

Takes what a public row tells and no more: nothing of ethnicity, race, sex or age, and people of nobody. What is not published is
missing, so each application waits for it. Running it again takes nothing twice.

  --limit N   stop after so many applications; 1000 unless told

Exit code 0: applications were taken, and every line could be read.

  npx watertight lending import case-studies/lending/import/fixtures/public-lar.csv`,
      run: async (context) => (await import('./import/command.ts')).run(context),
    },
    {
      name: 'why',
      summary: 'Tell why an application was decided as it was',
      usage: `npx watertight lending why APPLICATION [--log LOG] [--json]

Facts with their sources, every rule with what it saw, its citation and the date that chose its version, the policy, the words of the notice.

${log}

  npx watertight lending why synthetic-1-0`,
      run: async (context) => (await import('./underwriting/commands/why.ts')).why(context),
    },
    {
      name: 'replay',
      summary: 'Decide again from the log alone, and compare byte for byte',
      usage: `npx watertight lending replay APPLICATION | --all [--policy DRAFT.json] [--log LOG] [--json]

The policy is loaded from the log by its hash; nothing else is asked, and nothing is written.

  --all            every decision of the log
  --policy DRAFT   what this policy would have said instead
${log}

Exit code 0: the same, or --policy. 1: not the same, or it cannot be told.

  npx watertight lending replay synthetic-1-0`,
      run: async (context) => (await import('./underwriting/commands/replay.ts')).replay(context),
    },
    {
      name: 'backtest',
      summary: 'Ask a draft about every decision of the log',
      usage: `npx watertight lending backtest DRAFT.json [--monitoring LOG] [--log LOG] [--json]

Which outcomes and reasons would change. What a draft asks for and nobody knows is counted, never guessed.

  --monitoring LOG   compliance's log: adds the adverse impact ratio by group, of groups of thirty applicants or more
${log}

  npx watertight lending backtest draft.json`,
      run: async (context) => (await import('./backtest-command.ts')).run(context),
    },
    {
      name: 'policy',
      summary: 'Print a published policy: the beginning of a draft',
      usage: `npx watertight lending policy VERSION [--log LOG]

${log}

  npx watertight lending policy 2026 > draft.json`,
      run: async (context) => (await import('./underwriting/commands/policy.ts')).policy(context),
    },
  ],
} satisfies Manifest
