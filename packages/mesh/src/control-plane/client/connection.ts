import { type Call, header, type Ports, type Reply, type Stream, text } from '@watertight/ports'
import { ControlPlaneError } from '../control-plane-error.ts'
import { paths, quietMs, streamHeader } from '../wire/paths.ts'
import { type Position, positionText } from '../wire/push.ts'
import type { Report } from '../wire/report.ts'

const answerMs = 5_000

/** A control plane, from afar. */
export interface ControlPlaneAddress {
  /** A name of the transport's directory, or `http://127.0.0.1:4700`. */
  readonly at: string
  readonly token?: string | undefined
}

/** What is said to a control plane. Rejects with a `TransportError`, or with `WT_MESH_REFUSED` when it says no. */
export class Connection {
  readonly #ports: Pick<Ports, 'clock' | 'transport'>
  readonly #address: ControlPlaneAddress

  constructor(ports: Pick<Ports, 'clock' | 'transport'>, address: ControlPlaneAddress) {
    this.#ports = ports
    this.#address = address
  }

  async open(
    client: string,
    at: Position | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly stream: string; readonly body: Stream }> {
    const { status, headers, body } = await this.#ports.transport.open({
      ...this.#call('GET', `${paths.stream}?client=${encodeURIComponent(client)}`, signal),
      headers: {
        ...this.#headers(),
        accept: 'text/event-stream',
        ...(at !== undefined && { 'last-event-id': positionText(at) }),
      },
      idleMs: quietMs * 4,
    })
    const stream = header(headers, streamHeader)
    if (status === 200 && stream !== undefined) return { stream, body }
    throw refused(status, await beginningOf(body))
  }

  report(report: Report, signal: AbortSignal): Promise<void> {
    return this.#post(paths.reports, report, signal)
  }

  beat(heartbeat: object, signal?: AbortSignal): Promise<void> {
    return this.#post(paths.heartbeats, heartbeat, signal)
  }

  async #post(path: string, value: object, signal?: AbortSignal): Promise<void> {
    const answer: Reply = await this.#ports.transport.call({
      ...this.#call('POST', path, signal),
      headers: { ...this.#headers(), 'content-type': 'application/json' },
      body: JSON.stringify(value),
    })
    if (answer.status !== 200) throw refused(answer.status, text(answer.body))
  }

  #call(method: string, path: string, signal: AbortSignal | undefined): Call {
    const deadline = this.#ports.clock.now() + answerMs
    return { to: this.#address.at, method, path, deadline, signal }
  }

  #headers(): Record<string, string> {
    const { token } = this.#address
    return token === undefined ? {} : { authorization: `Bearer ${token}` }
  }
}

/** A refusal is short; of anything longer the beginning will do. */
async function beginningOf(body: Stream): Promise<string> {
  for await (const chunk of body) return text(chunk)
  return ''
}

function refused(status: number, body: string): ControlPlaneError {
  const said = body.replace(/\s+/g, ' ').slice(0, 300)
  return new ControlPlaneError(
    'WT_MESH_REFUSED',
    `the control plane answered ${status}${said === '' ? '' : `: ${said}`}`,
  )
}
