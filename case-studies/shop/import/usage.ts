import { importDefaults } from './import-defaults.ts'

/** What `watertight shop import --help` prints; apart from the command, so that the command line loads no importer to list it. */
export const usage = `npx watertight shop import FILE.csv[.gz] [--batch NAME] [--concurrency N]

Streams a file of the public "Online Retail" format into the running shop, then compares its figures with the services' own.
Running it again, or after it was stopped half-way, imports nothing twice.

  --batch NAME       name of this import; default: online-retail- and the file's name
  --concurrency N    documents under way at once, 1 to 256; default: ${importDefaults.concurrency}

Exit code 0: everything was read and agrees. 1: it does not, or the import stopped. 2: the command line is wrong.

  npx watertight shop import 2010-12.csv.gz`
