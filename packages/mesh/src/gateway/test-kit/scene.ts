import { afterEach } from 'vitest'
import { type Behaviour, type Upstream, upstream } from '../../fronts/test-kit/upstream.ts'
import type { Gateway } from '../gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'
import { openDoor, rulesFor } from './door.ts'

/** Ends at the end of each test, in the opposite order. */
export const open: (() => unknown)[] = []
export const closesAfterEach = (): void =>
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await turn()
}

export interface SceneOptions {
  readonly http?: string
  readonly rules?: Parameters<typeof rulesFor>[2]
  readonly options?: Partial<GatewayOptions>
}

/** A gateway before one upstream that behaves as told. */
export async function scene(
  behave: Behaviour,
  { http, rules, options }: SceneOptions = {},
): Promise<{ readonly behind: Upstream; readonly door: Gateway }> {
  const behind = await upstream(behave)
  open.push(() => behind.close())
  const door = await openDoor({ snapshot: rulesFor([behind.endpoint], http, rules), ...options })
  open.push(() => door.close())
  return { behind, door }
}

export async function ask(
  { address }: Pick<Gateway, 'address'>,
  path = '/',
  init: RequestInit = {},
) {
  const response = await fetch(address + path, init)
  const body = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(body) : body,
  }
}
