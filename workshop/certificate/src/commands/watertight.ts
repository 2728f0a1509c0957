import type { CommandContext, Manifest } from '@watertight/cli'
import { usage } from './usage.ts'

type Run = (context: CommandContext) => Promise<number>

const command = (name: keyof typeof usage, summary: string, load: () => Promise<Run>) => ({
  name,
  summary,
  usage: usage[name],
  run: async (context: CommandContext) => (await load())(context),
})

/** The manifest of this room: `watertight certificate …`. */
export default {
  name: 'certificate',
  summary: 'Issue and verify credentials of what was learnt, without a network',
  services: [],
  commands: [
    command(
      'issue',
      'Make a certificate from your progress, or from the results of a grader',
      async () => (await import('./issue.ts')).issueCommand,
    ),
    command(
      'regrade',
      'Play what was handed in again with secret seeds, and issue a certificate for it',
      async () => (await import('./regrade.ts')).regradeCommand,
    ),
    command(
      'verify',
      'Verify a certificate: JSON, SVG, PNG or printable page',
      async () => (await import('./verify.ts')).verifyCommand,
    ),
    command(
      'issuer',
      'Print who issues here: a key, or the profile an organisation publishes',
      async () => (await import('./issuer.ts')).issuerCommand,
    ),
    command(
      'revoke',
      'Take certificates back: make or renew a status list',
      async () => (await import('./revoke.ts')).revokeCommand,
    ),
    command(
      'verifier',
      'Write the page that verifies in a browser, in one file',
      async () => (await import('./verifier.ts')).verifierCommand,
    ),
  ],
} satisfies Manifest
