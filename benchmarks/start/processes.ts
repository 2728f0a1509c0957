import { readdirSync, readFileSync } from 'node:fs'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
  /** Clock ticks that it and the children it has waited for have worked. */
  readonly ticks: number
}

/** As Linux tells them; what ends while one looks is left out. */
function all(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // the name in brackets may hold spaces
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0)
        return [{ pid: Number(name), parent: Number(fields[1]), command, ticks }]
      } catch {
        return []
      }
    })
}

/** A process and all below it. */
export function treeOf(pid: number): readonly Process[] {
  const known = all()
  const below = (parent: number): readonly Process[] =>
    known.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return [...known.filter((one) => one.pid === pid), ...below(pid)]
}

/** Proportional set size: memory, of what is shared each one's part. */
export function pssMb(processes: readonly Process[]): number {
  const kb = processes.map(({ pid }) => {
    const said = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB/m.exec(said)?.[1])
  })
  return kb.reduce((sum, one) => sum + one, 0) / 1_024
}

/** Linux counts in hundredths of a second, on every architecture. */
const ticksPerSecond = 100

/** What a tree of processes works while something goes on, as a share of one core; those that end meanwhile count as far as they are waited for. */
export async function cpuShare(pid: number, during: () => Promise<unknown>): Promise<number> {
  const worked = () => treeOf(pid).reduce((sum, { ticks }) => sum + ticks, 0)
  const [before, began] = [worked(), performance.now()]
  await during()
  return ((worked() - before) / ticksPerSecond) * (1_000 / (performance.now() - began))
}
