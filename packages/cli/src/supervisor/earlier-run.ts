import type { Ports } from '@watertight/ports'
import { CommandLineError } from '../command-line-error.ts'
import { isProcess } from './child.ts'
import type { RunFile } from './run-file.ts'

/** Services stop by themselves when their supervisor dies, within this time. */
const waitMs = 10_000
const lookMs = 100

/** Waits until the services of a supervisor that was killed have ended: two processes must not work on one service's data. */
export async function earlierRunEnded(
  { services }: RunFile,
  { clock, transport, log }: Pick<Ports, 'clock' | 'transport' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const alive = () => Object.entries(services).filter(([, { pid }]) => isProcess(pid))
  if (alive().length > 0) log('info', 'waiting for services of an earlier run to end')
  const deadline = clock.now() + waitMs
  while (alive().length > 0 && clock.now() < deadline) await clock.sleep(lookMs, signal)
  for (const [name, { pid, address }] of alive()) {
    // a process that does not answer there is a stranger to which the number was given since
    if (address !== undefined && (await answers(address, { clock, transport })))
      throw new CommandLineError(
        'WT_EARLIER_RUN',
        `${name} of an earlier run has not ended (process ${pid})`,
        { name, pid, address },
      )
  }
}

/** Whether a service serves at the address. */
export async function answers(
  address: string,
  { clock, transport }: Pick<Ports, 'clock' | 'transport'>,
): Promise<boolean> {
  try {
    await transport.call({
      to: address,
      method: 'GET',
      path: '/livez',
      deadline: clock.now() + 2_000,
    })
    return true
  } catch {
    return false
  }
}
