import { Follower } from './follow.ts'

// One connection for all tabs of this browser: each tab is a port.

declare const self: { onconnect: (event: MessageEvent) => void }

const followers = new Map<string, Follower>()

self.onconnect = ({ ports: [port] }) => {
  if (port === undefined) return
  let leave: (() => void) | undefined
  port.onmessage = ({ data }: MessageEvent<string>) => {
    leave?.()
    if (data === 'bye') return
    const follower = followers.get(data) ?? new Follower(data)
    followers.set(data, follower)
    leave = follower.listen((told) => port.postMessage(told))
  }
}
