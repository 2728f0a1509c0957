import type { Ports } from '@watertight/ports'
import { CommandLineError } from './command-line-error.ts'
import { answers } from './supervisor/earlier-run.ts'
import { readRunFile } from './supervisor/run-file.ts'

/** The address of the system that runs on this data folder. */
export async function runningGateway(
  folder: string,
  ports: Pick<Ports, 'clock' | 'transport'>,
): Promise<string> {
  const gateway = readRunFile(folder)?.gateway
  if (gateway === undefined)
    throw new CommandLineError('WT_NOT_RUNNING', `nothing runs on ${folder}`, { folder })
  if (!(await answers(gateway, ports)))
    throw new CommandLineError('WT_NOT_RUNNING', `${gateway} does not answer`, { folder, gateway })
  return gateway
}
