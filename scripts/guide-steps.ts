/** What a guide does, in its order: a part of its program, or a command of the shell, each with the output that the page shows after it. */
export interface GuideStep {
  readonly kind: 'ts' | 'sh'
  /** The line of its first line of code, from 1. */
  readonly line: number
  readonly code: string
  /** What it prints; `…` stands for anything. Undefined where the page does not say. */
  readonly output: string | undefined
}

const fence = /^```(ts run|sh run|text|json|mermaid)$/

/** The steps of a page: its blocks fenced as `ts run` and `sh run`. A block of text, JSON or a diagram that follows one shows its output. */
export function guideSteps(path: string, page: string): readonly GuideStep[] {
  const lines = page.split('\n')
  const steps: GuideStep[] = []
  let isFollowed = false
  for (let at = 0; at < lines.length; at++) {
    const info = fence.exec(lines[at] ?? '')?.[1]
    if (info === undefined) {
      // prose between a step and a block parts them
      if (lines[at] !== '') isFollowed = false
      continue
    }
    const end = lines.indexOf('```', at + 1)
    if (end < 0)
      throw new Error(`${path}:${at + 1} opens a block that never ends; close it with \`\`\``)
    const code = lines.slice(at + 1, end).join('\n')
    const last = steps.at(-1)
    const kind = info === 'ts run' ? 'ts' : info === 'sh run' ? 'sh' : undefined
    if (kind) steps.push({ kind, line: at + 2, code, output: undefined })
    else if (isFollowed && last) steps[steps.length - 1] = { ...last, output: code }
    isFollowed = kind !== undefined
    at = end
  }
  return steps
}

/** Whether this was printed; `…` stands for anything within a line. */
export function isPrinted(output: string, printed: string): boolean {
  const parts = output.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(printed.trimEnd())
}
