declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { readonly cryptosuite: object })
  }
}

declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export const createVerifyCryptosuite: () => object
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object
}

declare module '@digitalbazaar/vc' {
  export function verifyCredential(options: object): Promise<{
    readonly verified: boolean
    readonly error?: unknown
    readonly results: readonly { readonly proof: { readonly cryptosuite: string } }[]
    readonly statusResult: { readonly results: readonly { readonly status: boolean }[] }
  }>
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  export const checkStatus: (options: object) => Promise<unknown>
}
