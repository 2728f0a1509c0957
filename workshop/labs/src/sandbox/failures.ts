import type { Failure } from '../grading/grade.ts'

/** What can go wrong with a file before its behaviour can be judged. */
export const failures = {
  neverEnds: (ms: number): Failure => ({
    code: 'NEVER_ENDS',
    says: 'Your service went on without ever waiting, or waited for what never comes.',
    expected: `a run within ${ms} ms`,
    measured: 'none; it was stopped',
  }),
  tooMuchMemory: (memoryMb: number): Failure => ({
    code: 'TOO_MUCH_MEMORY',
    says: 'Your service took more memory than it was given.',
    expected: `${memoryMb} MB at most`,
    measured: 'more; it was stopped',
  }),
  reachedOutside: (doors: Iterable<string>): Failure => ({
    code: 'REACHED_OUTSIDE',
    says: 'Your file reached past its ports.',
    expected: 'time, chance, storage and network from the ports alone',
    measured: [...doors].join(', '),
  }),
  notLoaded: ({ parses, reason }: NotLoaded): Failure => ({
    code: parses ? 'DOES_NOT_LOAD' : 'DOES_NOT_PARSE',
    says: parses ? 'Your file cannot be loaded.' : 'Your file is no TypeScript that can be read.',
    expected: 'a module that exports `start`',
    measured: reason.slice(0, 500),
  }),
  exited: (code: number | null): Failure => ({
    code: 'EXITED',
    says: 'Your service ended its process.',
    expected: 'a service that stops when it is told to',
    measured: code === null ? 'ended by a signal' : `exit code ${code}`,
  }),
  broke: (reason: string): Failure => ({
    code: 'BROKE',
    says: 'Your service broke, or never came to an end.',
    expected: 'a service that starts, answers and stops',
    measured: reason.slice(0, 500),
  }),
}

export interface NotLoaded {
  readonly parses: boolean
  readonly reason: string
}
