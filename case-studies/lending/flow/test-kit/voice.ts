import {
  type Aggregate,
  aggregate,
  boundedContext,
  command,
  type EventType,
  event,
  publish,
  publishedLanguage,
} from '@watertight/domain'
import { z } from 'zod'

/** A context as its listeners see it: it says what it is told to say, one command for each event that it publishes. */
export function voice(name: string, events: readonly EventType[]) {
  const words = events.map((published, index) => {
    const said = event(`Said${index}`, { data: z.json() })
    return { published, said, say: command(`Say${index}`, { data: z.json() }) }
  })
  const each = <T>(made: (index: number) => T) =>
    Object.fromEntries(words.map((_, index) => [`Said${index}`, made(index)]))
  const decisions = Object.fromEntries(
    words.map(({ said }, index) => [`Say${index}`, ({ data }: { data: never }) => said({ data })]),
  )
  const Voice = aggregate('Voice', {
    commands: words.map(({ say }) => say),
    events: words.map(({ said }) => said),
    initial: () => ({ is: 'Speaking' }) as const,
  })
    .decide({ Speaking: decisions } as never)
    .evolve(each(() => (state: object) => state) as never)
  const context = boundedContext(name, {
    purpose: 'Says what it is told to say.',
    owns: [Voice as unknown as Aggregate],
    accepts: words.map(({ say }) => say),
    speaks: publishedLanguage(name, events),
    publishes: words.map(({ published, said }) =>
      publish(published, said, ({ data }) => data as never),
    ),
  })
  /** Where to tell it to say that of an application. */
  const path = (published: EventType, id: string) =>
    `/voice/${id}/say${events.findIndex(({ type }) => type === published.type)}`
  return { context, path }
}
