import { expect } from 'vitest'

/** `expect.poll` with the patience a busy machine needs: how long something takes is never what a test is about. */
export function eventually<T>(ask: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(ask, { timeout: 50_000 })
}
