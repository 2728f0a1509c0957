/// <reference path="../untyped-libraries.d.ts" />
import canonicalize from 'canonicalize'
import jsonld from 'jsonld'
import { bundledContexts } from '../credential/contexts.ts'
import { quoted, type Refusal, refuse } from '../refusal.ts'

/** The JSON Canonicalization Scheme, RFC 8785. */
export function canonicalJson(document: object): string | Refusal {
  try {
    const text = canonicalize(document)
    if (text !== undefined) return text
    return refuse('NotCanonical', 'it is no JSON object')
  } catch (error) {
    return refuse('NotCanonical', `as JSON: ${reasonOf(error)}`)
  }
}

/** RDF Dataset Canonicalization (RDFC-1.0) of a JSON-LD document, as N-Quads. Contexts come from the map alone; nothing is fetched. */
export async function canonicalRdf(
  document: object,
  contexts: ReadonlyMap<string, object> = bundledContexts,
): Promise<string | Refusal> {
  try {
    return await jsonld.canonize(document, {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      safe: true,
      // made to be slow, a document is refused instead
      maxWorkFactor: 1,
      async documentLoader(documentUrl) {
        const context = contexts.get(documentUrl)
        if (!context) throw new Error(`${documentUrl} is not among the contexts brought along`)
        return { contextUrl: null, documentUrl, document: context }
      },
    })
  } catch (error) {
    const word = undefinedWord(error)
    if (word !== undefined)
      return refuse('TermUnknown', `no context says what ${quoted(word)} means`)
    return refuse('NotCanonical', `as linked data: ${reasonOf(error)}`)
  }
}

/** What jsonld's safe mode stumbled over, where it did. */
function undefinedWord(error: unknown): unknown {
  const { details } = error as {
    readonly details?: { readonly event?: { readonly details?: Record<string, unknown> } }
  }
  const event = details?.event?.details
  if (!event) return undefined
  return event.property ?? event.type ?? event.id ?? event.reference ?? event.value ?? 'a value'
}

const reasonOf = (error: unknown) => quoted(error instanceof Error ? error.message : error)
