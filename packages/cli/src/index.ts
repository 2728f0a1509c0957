export { CommandLineError, type CommandLineErrorCode } from './command-line-error.ts'
export type {
  CommandContext,
  CommandSpec,
  Manifest,
  PartService,
  Registered,
  ServiceProcess,
  ServiceSpec,
} from './manifest.ts'
export type { Output, Style } from './output.ts'
export type { Progress, ProgressOptions } from './progress.ts'
