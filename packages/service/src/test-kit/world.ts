import { type Headers, json, type Log, type Ports, type Reply } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'

/** Runs a test on one host of a virtual world; other hosts may stand beside it. */
export async function inWorld(
  test: (ports: Ports, world: ReturnType<typeof virtualStage>) => Promise<void>,
  seed = 1,
  log: Log = () => {},
): Promise<void> {
  const world = virtualStage({ seed, log })
  try {
    await world.run(
      () =>
        new Promise<void>((resolve, reject) => {
          void world.host('tester', (ports) => test(ports, world).then(resolve, reject))
        }),
    )
  } finally {
    await world.stop()
  }
}

export interface Asked {
  readonly status: number
  readonly headers: Reply['headers']
  readonly body: any
}

/** Asks a service as a client would. */
export const asking =
  ({ transport, clock }: Ports, to: string) =>
  async (
    method: string,
    path: string,
    body?: unknown,
    key?: string,
    headers: Headers = {},
  ): Promise<Asked> => {
    const answer = await transport.call({
      to,
      method,
      path,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      deadline: clock.now() + 5_000,
    })
    return { status: answer.status, headers: answer.headers, body: asJson(answer) }
  }

/** Looks again until it is so; the virtual world's limit ends a test that waits in vain. */
export async function until(ports: Ports, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const owner = new AbortController()
  while (!(await isSo())) await ports.clock.sleep(20, owner.signal)
}

const asJson = ({ headers, body }: Reply): unknown =>
  String(headers['content-type']).includes('json') ? json(body) : body
