/** What a reader can do about each refusal. Callers test the code. */
const advice = {
  // what was handed in
  TooLarge: 'A certificate has a few thousand characters. Ask for the file that was issued.',
  NotJson: 'Ask for the file that was issued: JSON, SVG, PNG or the printable page.',
  KeyRepeated: 'Two readers of this file could see two things. Ask for the file that was issued.',
  KeyForbidden: 'No credential has such a key. Ask for the file that was issued.',
  TooDeep: 'No credential is nested like this. Ask for the file that was issued.',
  ImageDamaged:
    'Ask for the picture again, sent as a file: messengers and editors change pictures.',
  NothingBaked:
    'Pictures lose it when they are edited or sent as a photo. Ask for the file itself.',
  BakedTwice: 'Two readers could find two credentials. Ask for the file that was issued.',
  PageDiffers:
    'Believe nothing it shows. Ask for the JSON, or print the page again from it, with this release.',
  // what a credential is
  FormInvalid: 'It was damaged, or is no Open Badges 3.0 credential. Ask its issuer.',
  ContextUnknown:
    'Only the contexts of Verifiable Credentials 2.0 and Open Badges 3.0.3 are known here, in this order; others could give words another meaning.',
  NotAnOpenBadge: 'Only Open Badges 3.0 credentials are verified here.',
  SubjectUnnamed: 'It says of nobody that they achieved it. Ask its issuer.',
  ResultUnknown: 'Its results do not belong to its achievement. Ask its issuer.',
  TermUnknown:
    'A proof does not cover words that no context defines. Remove nothing: ask the issuer.',
  NotCanonical: 'It cannot be brought into the form that is signed. Ask its issuer.',
  // proofs
  ProofMissing: 'Anybody could have written it. Ask for the file that was issued.',
  ProofTypeUnknown: 'Only DataIntegrityProof is verified here.',
  ProofSuiteUnknown: 'Only eddsa-rdfc-2022 and eddsa-jcs-2022 are verified here.',
  ProofPurposeWrong: 'A proof made for another purpose asserts nothing. Ask its issuer.',
  ProofChained: 'Proofs that depend on each other are not verified here.',
  ProofRepeated: 'Ask for the file that was issued.',
  ProofDateInvalid: 'Ask for the file that was issued.',
  ProofFromTheFuture: 'See that the clock of this machine is right, then ask its issuer.',
  ProofExpired: 'Ask the holder for a new one.',
  ProofValueInvalid: 'Ask for the file that was issued.',
  ProofContextDiffers: 'The proof speaks of another context. Ask for the file that was issued.',
  SignatureWrong: 'It was changed after it was signed. Ask for the file that was issued.',
  // issuers
  MethodInvalid: 'Ask for the file that was issued.',
  KeyUnsupported: 'Only Ed25519 keys are known here.',
  IssuerNotSigner: 'Somebody else signed it than it says. Ask the issuer it names.',
  IssuerProfileMissing:
    'Nothing is ever fetched. Download that address yourself and name the file as the issuer.',
  IssuerProfileInvalid: 'Download the profile from the issuer again.',
  IssuerKeyUnknown: 'Download the profile from the issuer again; if it is up to date, ask them.',
  IssuerKeyRevoked: 'Ask the issuer for a new certificate.',
  IssuerUnexpected: 'Ask the issuer you expect whether they know of it.',
  IssuerUnnamed:
    'Anybody can make a key and claim it. Name the issuer you expect: their key, or the file of their profile.',
  // time
  NotYetValid: 'See that the clock of this machine is right, or wait.',
  Expired: 'Ask the holder for a new one.',
  // revocation
  StatusListMissing:
    'Nothing is ever fetched. Download that address yourself and name the file as the status list.',
  StatusListOther: 'Download the list that the certificate names.',
  StatusListInvalid: 'Download the list again; if it stays so, ask the issuer.',
  StatusListExpired: 'Download the list again: this copy is too old to rely on.',
  StatusUnsupported: 'Only BitstringStatusListEntry with one bit is verified here.',
  Revoked: 'The issuer took it back. Ask them, or the holder, why.',
  Suspended: 'The issuer suspended it. Ask them until when.',
  // holders
  HolderDiffers: 'It was not issued to this address.',
  // the machine
  SignaturesUnsupported:
    'Open this page in a current browser, from a file or over HTTPS, or use the command line.',
} as const

export type RefusalCode = keyof typeof advice

/** Why a document is not verified: what was found, and what to do next. */
export interface Refusal {
  readonly refused: RefusalCode
  /** One sentence with the facts. */
  readonly because: string
  readonly next: string
}

/** A refusal is a value: nothing is broken here, the document is. */
export const refuse = (refused: RefusalCode, because: string): Refusal => ({
  refused,
  because,
  next: advice[refused],
})

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'refused')

/** Text from outside, safe to print: short, in one line, without control or direction characters. */
export function quoted(value: unknown, most = 120): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '\u{fffd}')
  return plain.length > most ? `${plain.slice(0, most)}…` : plain
}
