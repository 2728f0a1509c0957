/** A module let through the ports rule for the doors it names, and why. */
export interface Exception {
  readonly file: string
  readonly doors: readonly string[]
  readonly because: string
}

/** The only modules outside `packages/ports` that may reach outside by themselves. An entry that is no longer needed fails the check. */
export const exceptions: readonly Exception[] = [
  {
    file: 'packages/resilience/src/system-clock.ts',
    doors: ['performance', 'setTimeout', 'setInterval', 'setImmediate', 'Math.random'],
    because: 'the package is published without any dependency, so it brings its own default clock',
  },
  {
    file: 'packages/resilience/src/report.ts',
    doors: ['console'],
    because: 'an error of a listener must be seen somewhere; whoever has a log names it instead',
  },
  {
    file: 'packages/mesh/src/fronts/http/links.ts',
    doors: ['undici'],
    because: 'connections as the rules limit them: no transport below says which it opens',
  },
  {
    file: 'packages/mesh/src/fronts/http/mesh-dispatcher.ts',
    doors: ['undici'],
    because: "it is one of undici's dispatchers, for `fetch` and whoever else takes one",
  },
  {
    file: 'packages/mesh/src/gateway/passage.ts',
    doors: ['node:http'],
    because:
      "answers over Node's own responses as bytes come: the transport's replies are whole or pulled",
  },
  {
    file: 'packages/mesh/src/gateway/static-files.ts',
    doors: ['node:fs'],
    because: 'reads a folder of built pages once, before the gateway serves',
  },
  {
    file: 'packages/eventstore/src/postgres/connecting.ts',
    doors: ['pg'],
    because: 'the adapter wraps the library: its connections are made here',
  },
  {
    file: 'packages/eventstore/src/cli/files.ts',
    doors: ['node:fs', 'node:sqlite', 'import(…)'],
    because: 'a command is told the files it reads and writes, which are in no folder of a service',
  },
  {
    file: 'packages/service/src/context-command/files.ts',
    doors: ['node:fs'],
    because: 'keeps the contracts and the page of a workspace, which are in no folder of a service',
  },
  {
    file: 'workshop/console/commands/files.ts',
    doors: ['node:fs'],
    because: 'a command is told the recorded run it reads, which is in no folder of a service',
  },
  {
    file: 'case-studies/lending/underwriting/commands/files.ts',
    doors: ['node:fs', 'node:sqlite'],
    because:
      'a command is told the draft and the log it reads, which are in no folder of a service; a file without a log is not written to',
  },
  {
    file: 'packages/resilience/src/telemetry/diagnostics-channel.ts',
    doors: ['node:diagnostics_channel'],
    because: "hands events to Node's own channels; the core does not import it",
  },
  {
    file: 'packages/service/src/telemetry/metrics.ts',
    doors: ['prom-client'],
    because:
      'it counts what it is told; its default metrics, which look at the process, are not used',
  },
  {
    file: 'packages/service/src/telemetry/observation.ts',
    doors: ['@opentelemetry/api'],
    because:
      'hands spans to whatever SDK the process registered, with times of the clock it is given',
  },
  {
    file: 'packages/cli/src/main.ts',
    doors: ['process', 'node:module', 'import(…)'],
    because: 'the start of the process: arguments, signals and exit code become arguments here',
  },
  {
    file: 'packages/cli/src/discover.ts',
    doors: ['node:fs', 'import(…)'],
    because: 'finds and loads the manifests of the checkout it is started in',
  },
  {
    file: 'packages/cli/src/up/load-start.ts',
    doors: ['import(…)'],
    because: 'loads the entry of a service, which a manifest names',
  },
  {
    file: 'packages/cli/src/new/write-whole.ts',
    doors: ['node:fs'],
    because: 'makes the folder of a new context in the checkout it is started in',
  },
  {
    file: 'packages/cli/src/supervisor/child.ts',
    doors: ['node:child_process', 'process'],
    because: 'starts real processes; what supervises them takes it as an argument',
  },
  {
    file: 'packages/cli/src/supervisor/data-folder.ts',
    doors: ['node:fs'],
    because: 'makes and removes the folder that services keep their data in',
  },
  {
    file: 'packages/cli/src/supervisor/run-file.ts',
    doors: ['node:fs', 'process'],
    because: 'leaves a note of what runs and under which process, for commands in other processes',
  },
  {
    file: 'case-studies/streaming/edge/page-files.ts',
    doors: ['node:fs'],
    because: "reads the page's style and script once, before the edge serves",
  },
  {
    file: 'case-studies/shop/import/file.ts',
    doors: ['node:fs', 'node:fs/promises'],
    because: "reads the user's file as a stream; the rest of the import takes bytes",
  },
  {
    file: 'case-studies/lending/import/lines-of-file.ts',
    doors: ['node:fs'],
    because: "reads the user's file as a stream; the rest of the import takes lines",
  },
  {
    file: 'packages/eventstore/src/sqlite/writer-thread.ts',
    doors: ['node:worker_threads'],
    because: 'commits on another thread; the storage port gives the file',
  },
  {
    file: 'packages/eventstore/src/sqlite/thread-main.ts',
    doors: ['node:worker_threads', 'node:sqlite'],
    because: 'that other thread: a database cannot be handed over, so it opens one of its own',
  },
  {
    file: 'packages/eventstore/src/sqlite/backup.ts',
    doors: ['node:sqlite'],
    because: "the adapter wraps SQLite's backup, which names a file",
  },
  {
    file: 'packages/service/src/messaging/jetstream/nats-stream.ts',
    doors: ['@nats-io/jetstream', '@nats-io/transport-node'],
    because: 'the adapter wraps the library: its connections and their timers are made there',
  },
  {
    file: 'packages/service/src/messaging/testing/nats-server.ts',
    doors: ['node:child_process', 'node:fs', 'node:net', 'node:os', 'process'],
    because: 'starts a real broker for the tests of whoever uses one, in a temporary folder',
  },
  {
    file: 'packages/service/src/auth/token.ts',
    doors: ['jose'],
    because:
      'checks signatures with keys and at a time that it is given; what fetches keys is not used',
  },
  {
    file: 'workshop/console/server/contexts/context-maps.ts',
    doors: ['import(…)'],
    because: 'loads the manifests of the case studies that run, whose contexts it shows',
  },
  {
    file: 'workshop/console/server/faults/process-of.ts',
    doors: ['process'],
    because: 'a scenario that kills ends a real process, as the command line does',
  },
  {
    file: 'workshop/certificate/src/proofs/canonical.ts',
    doors: ['jsonld'],
    because: 'what it would fetch comes from the contexts it is given; there is no other loader',
  },
  {
    file: 'workshop/certificate/src/node/files.ts',
    doors: ['node:fs'],
    because: 'a command is told the files it reads and writes, which are in no folder of a service',
  },
  {
    file: 'workshop/certificate/src/node/key-file.ts',
    doors: ['node:crypto generateKeyPairSync', 'node:fs'],
    because:
      "an issuer's key is made by the operating system's chance and kept for its owner alone",
  },
  {
    file: 'workshop/labs/src/learning/files.ts',
    doors: ['node:fs'],
    because: "a learner's files and progress are in no folder of a service",
  },
  {
    file: 'workshop/labs/src/sandbox/fenced-process.ts',
    doors: ['node:child_process', 'node:crypto randomBytes', 'node:fs', 'node:process'],
    because: "runs a learner's file in a process that has nothing, and looks at its memory",
  },
  {
    file: 'workshop/labs/src/sandbox/virtual-main.ts',
    doors: ['node:fs', 'node:process'],
    because: "that process in virtual time: it is told the learner's file, and says what it found",
  },
  {
    file: 'workshop/labs/src/sandbox/real-main.ts',
    doors: ['node:fs', 'node:process'],
    because: "that process on real ports: it is told the learner's file, and says what it serves",
  },
  {
    file: 'workshop/labs/src/sandbox/load.ts',
    doors: ['import(…)'],
    because: "loads the learner's file, behind closed doors",
  },
  {
    file: 'workshop/labs/src/rigs/real-rig.ts',
    doors: ['node:fs', 'node:os'],
    because: 'the disks of a run are a folder of their own, gone when it is over',
  },
  {
    file: 'workshop/labs/src/sandbox/close-doors.ts',
    doors: [
      ...['node:diagnostics_channel', 'node:module', 'node:process', 'node:sqlite'],
      ...['globalThis, whole', 'Date, whole', 'AbortSignal, whole', 'Math, whole'],
      'Function',
    ],
    because: "takes the doors away from the learner's code, and tells which were tried",
  },
]
