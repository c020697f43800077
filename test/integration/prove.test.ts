import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { descendants, isAlive, signalAll } from '../support/process-tree.ts'

const script = path.resolve(import.meta.dirname, '..', '..', 'scripts', 'prove.ts')

test('a proof that is killed leaves no case behind that goes on for hours', async () => {
  const proof = spawn(process.execPath, [script, '--only', 'X9', '--full', '--no-record'], {
    stdio: 'ignore',
  })
  const started: number[] = []
  onTestFinished(() => signalAll([proof.pid ?? 0, ...started].filter(Boolean), 'SIGKILL'))
  await eventually(async () => {
    started.splice(0, started.length, ...(await descendants(proof.pid ?? 0)))
    return started.length
  }).toBeGreaterThan(0)

  const gone = once(proof, 'exit')
  proof.kill('SIGKILL')
  await gone

  await eventually(() => started.filter(isAlive)).toEqual([])
})
