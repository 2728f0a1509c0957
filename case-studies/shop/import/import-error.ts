const advice = {
  WT_FILE_NOT_FOUND: 'Check the path; it is taken from the folder you are in.',
  WT_FILE_UNREADABLE: 'Check that it is a file you may read.',
  WT_FILE_EMPTY: 'Download or export it again: it should hold a header and rows.',
  WT_FILE_NOT_GZIP: 'Give a plain CSV a name that ends in .csv, or compress it with gzip.',
  WT_FILE_BROKEN_OFF:
    'Get the whole file and run the import again: what is imported stays, and is not imported twice.',
  WT_FILE_COLUMNS: 'Save it as UTF-8 CSV with commas and the header of "Online Retail".',
  WT_SHOP_UNREACHABLE:
    'See that the system is up (npm start), then run the import again: it goes on where it stopped.',
  WT_SHOP_SLOW:
    'See on the page whether inventory and orders are well, then run the import again: it goes on where it stopped.',
  WT_SHOP_UNKNOWN: 'See that .watertight/run.json names a running Watertight shop.',
  WT_SHOP_ANSWER: 'The import and the services should be of one version: restart with npm start.',
} as const

export type ImportErrorCode = keyof typeof advice

/** Why an import could not go on: a code to test, a sentence, and what to do next. A bad row or a refused document is no error, it is reported. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  readonly code: ImportErrorCode

  constructor(code: ImportErrorCode, sentence: string, cause?: unknown) {
    super(`${code}: ${sentence} ${advice[code]}`, { cause })
    this.code = code
  }
}
