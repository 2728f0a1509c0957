import { readFileSync } from 'node:fs'

/** Linux tells times in hundredths of a second (`getconf CLK_TCK`). */
const msPerTick = 10
/** `utime` and `stime` in /proc/PID/stat, counted from what follows the name (proc(5)). */
const fields = { user: 11, system: 12 }

/** CPU that all threads of a process have used so far, in milliseconds; 0 where the machine does not tell. */
export function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(after[fields.user]) + Number(after[fields.system])) * msPerTick
  } catch {
    return 0
  }
}
