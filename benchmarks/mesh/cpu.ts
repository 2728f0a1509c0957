import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Microseconds this process has worked, all its threads, in the kernel too. */
export async function cpu(): Promise<number> {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** The same of a process that cannot be asked; Linux tells. */
export function cpuOf(pid: number): number {
  const folder = `/proc/${pid}/task`
  if (!existsSync(folder)) return Number.NaN
  const ns = readdirSync(folder).map((thread) =>
    Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return ns.reduce((sum, one) => sum + one, 0) / 1_000
}
