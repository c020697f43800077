// Prints the runner's closing line ('N passed, N failed').
import { writeFileSync } from 'node:fs'
import { closingLine, saidIn } from './closing-line.mjs'

export default class ClosingLineReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const testModule of modules) {
      for (const test of testModule.children.allTests()) {
        const state = test.result().state
        if (state in count) count[state] += 1
      }
      // A file that does not load has no tests to count, yet it failed.
      if (testModule.errors().length > 0) count.failed += 1
    }
    count.failed += unhandledErrors.length
    const line = closingLine(count)
    process.stdout.write(line)
    const file = process.env[saidIn]
    if (file) writeFileSync(file, line)
  }
}
