const ofFolder = `  --folder DIR   your files and your progress (default: the nearest folder that has a progress, else my-labs here)`

/** What `--help` prints after each command's summary. */
export const usage = {
  list: `npx watertight learn list [options]

${ofFolder}

  npx watertight learn list`,

  start: `npx watertight learn start LAB [options]

Copies what the lab begins with, where it is not yet, and checks it: it fails. A file of yours is never written over.

${ofFolder}

  npx watertight learn start deadline`,

  watch: `npx watertight learn watch [LAB] [options]

Checks the lab now and whenever a file of it is saved, until Ctrl-C or a pass. The run that failed last is played first.
Without LAB: the one you were at.

${ofFolder}

  npx watertight learn watch deadline`,

  check: `npx watertight learn check [LAB] [options]

Plays the lab in virtual time with public seeds and with seeds of your own; when it holds, with processes, sockets and kills. Both count as a pass.
Without LAB: the one you were at.

  --virtual      virtual time alone: fast, and no pass
  --all          every lab you started, one after the other
${ofFolder}

Exit code 0: pass. 1: fail or inconclusive.

  npx watertight learn check deadline`,

  replay: `npx watertight learn replay CODE [options]

Plays exactly that run with your file as it is now.

  --real         with processes, sockets and time as it passes
${ofFolder}

Exit code 0: it holds. 1: it does not.

  npx watertight learn replay deadline@1.0.0.q1YqS…`,

  explain: `npx watertight learn explain [LAB] [options]

${ofFolder}

  npx watertight learn explain deadline`,

  hint: `npx watertight learn hint [LAB] [options]

Prints the hints you have had and the next one; it is noted in your progress.

${ofFolder}

  npx watertight learn hint deadline`,

  solution: `npx watertight learn solution [LAB] [options]

  --give-up      see it before you have passed; what you pass after that counts for no certificate
${ofFolder}

  npx watertight learn solution deadline`,

  reset: `npx watertight learn reset [LAB] [options]

Moves your file aside, as decisions.ts.1, and copies what the lab begins with. What you passed stays passed.

${ofFolder}

  npx watertight learn reset deadline`,

  progress: `npx watertight learn progress [options]

  --begin-again  move the progress aside and begin with nothing; the files of your labs stay
${ofFolder}

  npx watertight learn progress`,
} as const
