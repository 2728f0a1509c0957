import { readFileSync, writeSync } from 'node:fs'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import type { Start } from '@watertight/ports'
import { grade } from '../grading/grade.ts'
import { labs } from '../labs.ts'
import { closeDoors } from './close-doors.ts'
import type { Job, Message } from './message.ts'

/** The process in which a learner's file runs: it grades the file and says what it found on descriptor 3, until it is killed. */
const { word, lab: slug, file, seeds }: Job = JSON.parse(readFileSync(0, 'utf8'))
const say = (message: Message): void => void writeSync(3, `${word}${JSON.stringify(message)}\n`)
// the learner's code may change any of them
const end = process.exit.bind(process)
const lab = await labs[slug]?.()
if (!lab) throw new Error(`there is no lab ${slug}`)

process.on('uncaughtException', (error) => {
  say({ notLoaded: { parses: true, reason: `uncaught: ${error.message}` } })
  end(1)
})
closeDoors(file, (reached) => say({ reached }))
const start = await load()
if (start) say({ report: await grade(lab, start, seeds, (progressed) => say({ progressed })) })
end(0)

async function load(): Promise<Start | undefined> {
  try {
    const { start } = (await import(pathToFileURL(file).href)) as { readonly start?: unknown }
    if (typeof start === 'function') return start as Start
    say({ notLoaded: { parses: true, reason: 'it exports no function `start`' } })
  } catch (error) {
    const { name, message, code = '' } = error as Error & { readonly code?: string }
    const parses = name !== 'SyntaxError' && !/TYPESCRIPT_SYNTAX/.test(code)
    say({ notLoaded: { parses, reason: message } })
  }
  return undefined
}
