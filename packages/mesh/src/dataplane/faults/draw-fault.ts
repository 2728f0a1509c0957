import type { Fault } from '../../model/route.ts'

const always = 1_000_000

/** What this request is to suffer: delay and abort are drawn apart, as Envoy does. */
export function drawFault(
  { delay, abort }: Fault,
  random: () => number,
): { readonly delayMs: number; readonly abort: number | undefined } {
  const strikes = (millionths: number) => Math.floor(random() * always) < millionths
  return {
    delayMs: delay !== undefined && strikes(delay.millionths) ? delay.ms : 0,
    abort: abort !== undefined && strikes(abort.millionths) ? abort.status : undefined,
  }
}
