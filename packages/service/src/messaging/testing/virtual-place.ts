import {
  type Payload,
  type Ports,
  type Running,
  type Stream,
  type Transport,
  TransportError,
} from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Messaging } from '../messaging.ts'
import type { Carrier, Life, Place, Subject } from './place.ts'

/** Longest that something may take to become so, on virtual time. */
const patienceMs = 60_000

/** What a messaging on virtual time is: itself, and what carries it, told how to cut the way between the services. */
export type OnVirtualTime = (way: Way) => {
  readonly messaging: Messaging
  readonly carrier: Carrier
}

/** The network between the services, as feeds have it. */
export interface Way {
  /** Whether feeds get through. */
  isOpen: boolean
  /** Raised, it breaks those that are open. */
  breaks: number
}

/** Scenarios on virtual ports: deterministic, and no time passes while they wait. */
export const onVirtualTime =
  (subject: OnVirtualTime, seed = 1): Subject =>
  async (scenario) => {
    const world = virtualStage({ seed })
    const way: Way = { isOpen: true, breaks: 0 }
    try {
      await world.run(
        () =>
          new Promise<void>((resolve, reject) => {
            void world.host('tester', (ports) =>
              scenario(placeIn(world, ports, way, subject(way))).then(resolve, reject),
            )
          }),
      )
    } finally {
      await world.stop()
    }
  }

function placeIn(
  world: ReturnType<typeof virtualStage>,
  { clock }: Ports,
  way: Way,
  { messaging, carrier }: ReturnType<OnVirtualTime>,
): Place {
  const owner = new AbortController()
  const pass = (ms: number) => clock.sleep(ms, owner.signal)
  return {
    messaging,
    carrier,
    pass,
    async until(isSo) {
      for (const end = clock.now() + patienceMs; !(await isSo()); await pass(20))
        if (clock.now() > end) throw new Error(`it is not so after ${patienceMs} ms`)
    },
    async host<R extends Running>(name: string, start: (ports: Ports) => Promise<R>) {
      let life: { running: R; ports: Ports } | undefined
      let hasStarted = () => {}
      await world.host(name, async (ports) => {
        const onTheWay = { ...ports, transport: along(way, ports.transport) }
        const running = await start(onTheWay)
        life = { running, ports: onTheWay }
        hasStarted()
        return running
      })
      const current = () => life as NonNullable<typeof life>
      return {
        get running() {
          return current().running
        },
        get ports() {
          return current().ports
        },
        kill: () => world.crash(name),
        async restart() {
          const started = new Promise<void>((resolve) => {
            hasStarted = resolve
          })
          world.restart(name)
          await started
        },
      } satisfies Life<R>
    },
  }
}

/** The transport of a service whose feeds get through while the way is open. */
function along(way: Way, transport: Transport): Transport {
  return {
    isPublic: transport.isPublic,
    call: (call) => transport.call(call),
    serve: (name, handler) => transport.serve(name, handler),
    async open(call) {
      if (!way.isOpen) throw new TransportError('WT_UNREACHABLE', call.to)
      const reply = await transport.open(call)
      return { ...reply, body: whileOpen(reply.body, call.to) }
    },
  }

  async function* whileOpen(body: Stream, to: string): AsyncGenerator<Payload> {
    const { breaks } = way
    for await (const chunk of body) {
      if (!way.isOpen || way.breaks > breaks) throw new TransportError('WT_LOST', to)
      yield chunk
    }
  }
}
