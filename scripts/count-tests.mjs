// Plain JavaScript for Node 18 and later: CI sums up even where the install failed.
// Prints one line over all vitest reports in a folder; tests that were skipped are named and fail unless a word excuses them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...excused] = process.argv.slice(2)
let [passed, failed, unexcused] = [0, 0, 0]
const files = existsSync(folder) ? readdirSync(folder).sort() : []
for (const file of files.filter((name) => name.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  passed += report.numPassedTests
  // a file that does not even load has no tests that could fail
  failed += report.numFailedTests || (report.success ? 0 : 1)
  for (const test of report.testResults.flatMap((it) => it.assertionResults)) {
    if (test.status !== 'skipped' && test.status !== 'pending' && test.status !== 'todo') continue
    const isExcused = excused.some((word) => test.fullName.includes(word))
    console.log(`not run${isExcused ? '' : ', which is a failure'}: ${test.fullName}`)
    if (!isExcused) unexcused++
  }
}
console.log(`tests: ${passed} passed, ${failed + unexcused} failed`)
process.exitCode = failed + unexcused > 0 ? 1 : 0
