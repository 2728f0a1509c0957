import { readFileSync, writeSync } from 'node:fs'
import process from 'node:process'
import { grade } from '../grading/grade.ts'
import { labs } from '../labs.ts'
import { closeDoors } from './close-doors.ts'
import { load } from './load.ts'
import type { Job, Message } from './message.ts'

/** The process in which a learner's file is played in virtual time: it grades the file and says what it found on descriptor 3, until it is killed. */
const { word, lab: slug, file, seeds, replay }: Job = JSON.parse(readFileSync(0, 'utf8'))
// the learner's code may change any of them
const end = process.exit.bind(process)
const { stringify } = JSON
const say = (message: Message | { readonly reached: string }): void =>
  void writeSync(3, `${word}${stringify(message)}\n`)
const lab = await labs[slug]?.()
if (!lab) throw new Error(`there is no lab ${slug}`)
Object.freeze(lab)

process.on('uncaughtException', (error) => {
  say({ notLoaded: { parses: true, reason: `uncaught: ${error.message}` } })
  end(1)
})
closeDoors({ file, reached: (reached) => say({ reached }) })
const start = await load(file)
if (typeof start === 'function') {
  const progressed = (runs: number) => say({ progressed: runs })
  say({ report: await grade(lab, start, seeds, { progressed, replay }) })
} else say({ notLoaded: start })
end(0)
