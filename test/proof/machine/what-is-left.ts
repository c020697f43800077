// What a program that has ended must not have left, in words.
import { readdir } from 'node:fs/promises'
import { isAlive } from '../../support/process-tree.ts'

type Ended = {
  readonly code: number | null
  /** The processes it had begun. */
  readonly children: readonly number[]
  /** Its folder for temporary files, and its state. */
  readonly temporary: string
  readonly stateDir: string
}

export async function whatIsLeft({ code, children, temporary, stateDir }: Ended): Promise<string[]> {
  const files = await readdir(stateDir, { recursive: true })
  return [
    ...(code === 0 ? [] : [`it ended with ${code}`]),
    ...children.filter(isAlive).map(child => `process ${child} lives on`),
    ...(await readdir(temporary)).map(name => `temporary: ${name}`),
    ...files
      .filter(name => /\.tmp|\.sock|lock\.json|-wal$|-journal$/.test(name))
      .map(name => `left: ${name}`),
  ]
}
