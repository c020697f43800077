import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const endSignals = path.resolve(import.meta.dirname, '../../src-main/end-signals.ts')

/** A program that prints what it was asked for, sends itself each signal again as `when-exit` does, and then ends. */
const program = (busyMs: number) => `
  import { writeSync } from 'node:fs'
  import { listenForEnd } from ${JSON.stringify(endSignals)}
  const say = word => writeSync(1, word + ' ')
  listenForEnd({ begin: () => say('begin'), hurry: () => say('hurry'), withinMs: 60_000 })
  process.once('SIGTERM', () => {
    const until = performance.now() + ${busyMs}
    while (performance.now() < until);
    process.on('SIGTERM', () => setImmediate(() => process.exit(0)))
    process.kill(process.pid, 'SIGTERM')
  })
  setInterval(() => {}, 60_000)
  say('ready')
`

test.each([0, 400])('a request that comes again by itself is one request, %i ms later too', async busyMs => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(busyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = text(child.stdout)
  await once(child.stdout, 'readable')
  child.kill('SIGTERM')
  expect(await said).toBe('ready begin ')
})
