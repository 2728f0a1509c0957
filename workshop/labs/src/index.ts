export { deadline } from './deadline/lab.ts'
export { type Failure, grade, type Report } from './grading/grade.ts'
export { readReplayCode, replayCode } from './grading/replay-code.ts'
export { type Played, play } from './grading/run.ts'
export { personalSeeds, publicSeeds, type SeedOwner, seedCommitment } from './grading/seeds.ts'
export type { Failing, Held, Judgement, Lab, Rig, Scenario } from './lab.ts'
export {
  type GradeFileOptions,
  gradeFile,
  type SandboxLimits,
  sandboxLimits,
} from './sandbox/grade-file.ts'
