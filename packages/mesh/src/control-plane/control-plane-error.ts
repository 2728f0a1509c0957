const advice = {
  WT_MESH_TOKEN_MISSING:
    'Give a token of at least 16 characters, or serve on 127.0.0.1, which this machine alone reaches',
  WT_MESH_MESSAGE: 'Let both ends run the same version of @watertight/mesh',
  WT_MESH_REFUSED: 'Do what the answer says',
  WT_MESH_NO_RULES: 'Start the control plane, or correct its address',
} as const

export type ControlPlaneErrorCode = keyof typeof advice

/** What went wrong between a control plane and those who follow it; tested by its code. */
export class ControlPlaneError extends Error {
  override readonly name = 'ControlPlaneError'
  readonly code: ControlPlaneErrorCode

  constructor(code: ControlPlaneErrorCode, sentence: string, cause?: unknown) {
    super(`${code}: ${sentence}. ${advice[code]}.`, { cause })
    this.code = code
  }
}
