export { bakePng } from './baking/png.ts'
export { printablePage } from './baking/printable-page.ts'
export { bakeSvg } from './baking/svg.ts'
export { type Unbaked, unbake, type Wrapping } from './baking/unbake.ts'
export { CertificateError, type CertificateErrorCode } from './certificate-error.ts'
export {
  type Assurance,
  assurances,
  type Certificate,
  type CertificateDetails,
  type Issuing,
  issue,
} from './credential/certificate.ts'
export type { OpenBadge } from './credential/open-badge.ts'
export { type Course, type LabResult, type LabResults, labResults } from './credential/results.ts'
export type { Summary } from './credential/summary.ts'
export {
  type ExpectedIssuer,
  type IssuerProfile,
  issuerProfile,
  readIssuerProfile,
} from './keys/issuer.ts'
export { emblemPng } from './node/emblem-png.ts'
export { type IssuerKey, issuerKey, signerOf } from './node/key-file.ts'
export { nodePlatform } from './node/platform.ts'
export type { Platform } from './platform.ts'
export type { Proof, Suite } from './proofs/data-integrity.ts'
export type { Signer } from './proofs/sign.ts'
export { isRefusal, type Refusal, type RefusalCode } from './refusal.ts'
export { bitstring, withSet } from './status/bitstring.ts'
export {
  issueStatusList,
  type SignedStatusList,
  type StatusListDetails,
} from './status/status-list.ts'
export { type Verified, type VerifyOptions, verify } from './verification/verify.ts'
export { type VerifiedFile, verifyFile } from './verification/verify-file.ts'
