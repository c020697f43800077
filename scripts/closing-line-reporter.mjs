// Prints the runner's closing line alone on a line ('N passed, N failed'), the form that any CI can read.
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
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`)
  }
}
