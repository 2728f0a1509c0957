import { httpFeed } from '../messaging/feed/http-feed.ts'
import type { OnVirtualTime } from '../messaging/testing/virtual-place.ts'

/** The feed, and the way to the publisher: it keeps nothing, so nothing of it can be lost. */
export const onFeed: OnVirtualTime = (way) => {
  const close = async () => {
    way.isOpen = false
  }
  const open = async () => {
    way.isOpen = true
  }
  return {
    messaging: httpFeed,
    carrier: {
      stop: close,
      start: open,
      save: async () => {},
      loseTheRest: async () => {
        way.breaks++
      },
      age: async () => {},
    },
  }
}
