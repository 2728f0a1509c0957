import type { Ports } from '@watertight/ports'
import { CommandLineError } from './command-line-error.ts'
import { isProcess } from './supervisor/child.ts'
import { answers } from './supervisor/earlier-run.ts'
import { readRunFile } from './supervisor/run-file.ts'

/** A gateway that died is up again within this time. */
const patienceMs = 10_000
const pauseMs = 250

/** The address of the system that runs on this data folder; waits for one that is just being started again. */
export async function runningGateway(
  folder: string,
  ports: Pick<Ports, 'clock' | 'transport'>,
  signal: AbortSignal,
): Promise<string> {
  const end = ports.clock.now() + patienceMs
  for (;;) {
    const { gateway, pid } = readRunFile(folder) ?? {}
    if (gateway === undefined)
      throw new CommandLineError('WT_NOT_RUNNING', `nothing runs on ${folder}`, { folder })
    if (await answers(gateway, ports)) return gateway
    const isSupervised = pid !== undefined && isProcess(pid)
    if (!isSupervised || ports.clock.now() >= end)
      throw new CommandLineError('WT_NOT_RUNNING', `${gateway} does not answer`, {
        folder,
        gateway,
      })
    await ports.clock.sleep(pauseMs, signal)
  }
}
