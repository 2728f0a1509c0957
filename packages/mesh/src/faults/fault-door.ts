import {
  type Call,
  type Folder,
  type Handler,
  json,
  type Ports,
  type Reply,
  type Request,
  reply,
  type StreamCall,
  type Transport,
  TransportError,
} from '@watertight/ports'
import { activeFaults } from './active-fault.ts'
import { FaultSwitch, strikes, waitAsCaller } from './fault-switch.ts'
import { faultyFolder } from './faulty-folder.ts'

/** Where each server of a service with a fault door takes its faults. */
export const faultsPath = '/-/faults'

/** The longest that a caller without a deadline waits for one that cannot be reached. */
const longestMs = 3_600_000

export interface FaultDoor<P> {
  /** The same ports, with a transport that faults strike. A mesh goes above it: it meets these faults as it meets real ones. */
  readonly ports: P
  /** The folder, with the files that a `push` adds. */
  folder(below: Folder): Folder
}

/**
 * Lets faults be switched on in a running service. `PUT /-/faults` replaces the list of all that is on, `GET` tells it; every server of the
 * service has this path, and no fault strikes there. Whoever reaches it can make the service fail: it is for workshops and tests, behind
 * a door that keeps others out.
 *
 * ```ts
 * import { faultDoor } from '@watertight/mesh/faults'
 * import { type Ports, reply } from '@watertight/ports'
 *
 * export async function startFilms(ports: Ports) {
 *   const { transport } = faultDoor(ports).ports
 *   const server = await transport.serve('films', async () => reply(200, { films: [] }))
 *   return { stop: () => server.close() }
 * }
 * ```
 */
export function faultDoor<P extends Pick<Ports, 'clock' | 'random' | 'transport' | 'log'>>(
  ports: P,
): FaultDoor<P> {
  const faults = new FaultSwitch()
  return {
    ports: { ...ports, transport: faultyTransport(ports, faults) },
    folder: (below) => faultyFolder(below, faults),
  }
}

function faultyTransport(
  { clock, random, transport, log }: Pick<Ports, 'clock' | 'random' | 'transport' | 'log'>,
  faults: FaultSwitch,
): Transport {
  async function struck<T>(call: Call, send: () => Promise<T>): Promise<T> {
    for (const { to } of faults.of('partition')) {
      if (to !== call.to) continue
      await waitAsCaller(call, clock, longestMs)
      throw new TransportError('WT_DEADLINE', call.to)
    }
    for (const { to, ms } of faults.of('delay'))
      if (to === call.to) await waitAsCaller(call, clock, ms)
    // whoever asked hears one answer; what becomes of the other copy is the network's secret
    for (const { to, percent } of faults.of('duplicate'))
      if (to === call.to && strikes(percent, random)) transport.call(call).catch(() => {})
    return send()
  }

  async function answer(request: Request, handler: Handler) {
    while (faults.of('hang').length > 0) {
      if (request.signal.aborted) return reply(503, { detail: 'the caller is gone' })
      await faults.changed(request.signal)
    }
    for (const { ms } of faults.of('slow')) await clock.sleep(ms, request.signal).catch(() => {})
    for (const { status, percent } of faults.of('abort'))
      if (strikes(percent, random)) return injected(status)
    return handler(request)
  }

  async function door(request: Request): Promise<Reply> {
    if (request.method === 'GET') return reply(200, faults.faults)
    if (request.method !== 'PUT')
      return refused(405, 'Method Not Allowed', 'GET and PUT are possible')
    const wanted = activeFaults(listIn(request))
    if (wanted === undefined)
      return refused(422, 'Not Valid', 'send a list of faults, such as [{"is": "hang"}]')
    log('warn', wanted.length === 0 ? 'all faults are off' : 'faults are on', { faults: wanted })
    faults.set(wanted)
    return reply(200, wanted)
  }

  return {
    isPublic: transport.isPublic,
    call: (call) =>
      faults.faults.length === 0 ? transport.call(call) : struck(call, () => transport.call(call)),
    open: (call: StreamCall) =>
      faults.faults.length === 0 ? transport.open(call) : struck(call, () => transport.open(call)),
    serve: (name, handler) =>
      transport.serve(name, (request) => {
        if (request.path === faultsPath) return door(request)
        return faults.faults.length === 0 ? handler(request) : answer(request, handler)
      }),
  }
}

function listIn({ body }: Request): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

const refused = (status: number, title: string, detail: string): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title, status, code: 'WT_FAULTS_INVALID', detail }),
})

const injected = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title: 'Injected Fault', status }),
})
