const advice = {
  WT_CONSOLE_TOKEN:
    'Give it --token-file with a token of 16 characters or more, or let it listen on 127.0.0.1 alone.',
} as const

export type ConsoleErrorCode = keyof typeof advice

export class ConsoleError extends Error {
  readonly code: ConsoleErrorCode

  constructor(code: ConsoleErrorCode, sentence: string) {
    super(`${code}: ${sentence}. ${advice[code]}`)
    this.name = 'ConsoleError'
    this.code = code
  }
}
