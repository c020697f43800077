import { defineConfig } from 'vitest/config'
import LongestFirst from './scripts/longest-first.ts'

// A busy machine is slow to reach a state; that it is reached is what a test is about.
const node = {
  environment: 'node',
  globals: false,
  // The sources are loaded once for a worker. Once for each file was three fifths of the unit tests' time (167 s of
  // processor time, now 64 s).
  isolate: false,
  expect: { poll: { timeout: 50_000 } },
  // Shared runners stall for seconds at a time; what fails twice in a row fails.
  retry: process.env['CI'] ? 1 : 0,
} as const

export default defineConfig({
  test: {
    // Most of what the tests do is wait for servers, so there may be more of them than there are processors.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['test/integration/**/*.test.ts'],
          // The doors and the CLI are tested as the programs that people run.
          globalSetup: ['test/support/build-first.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...node,
          name: 'e2e',
          // Among the others: most of a journey is waiting.
          sequence: { groupOrder: 1 },
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/build-first.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
