import { constants, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogWriter } from '../../../src-main/logging/log-writer.ts'
import { runProgram } from '../../support/run-program.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const limits = { maxBytes: 5 * 1024 * 1024, files: 3 }
const line = 'x'.repeat(1023)

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('log-writer')
})
afterEach(() => dir.remove())

test('what a disk keeps up with is written whole, and nothing is told', async () => {
  const told: unknown[] = []
  const writer = openLogWriter(
    path.join(dir.path, 'a.log'),
    limits,
    error => told.push(error),
    lines => told.push(lines),
  )
  for (let n = 0; n < 100; n += 1) writer.write(`${n}`)
  await writer.close()
  expect((await readFile(path.join(dir.path, 'a.log'), 'utf8')).split('\n').length).toBe(101)
  expect(told).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'where nothing takes the lines, no more than some megabytes wait, and it is told how many were left out',
  async () => {
    const file = path.join(dir.path, 'stuck.log')
    await runProgram('mkfifo', [file])
    const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const taker = new net.Socket({ fd: reader, readable: true, writable: false })
    const dropped: number[] = []
    const writer = openLogWriter(
      file,
      { maxBytes: Number.POSITIVE_INFINITY, files: 1 },
      error => expect.unreachable(String(error)),
      lines => dropped.push(lines),
    )
    for (let n = 0; n < 20 * 1024; n += 1) writer.write(line)
    expect(dropped).toEqual([])
    let got = 0
    taker.on('data', piece => (got += piece.length))
    await writer.flush()
    expect(dropped).toEqual([12 * 1024])
    writer.write(line)
    await writer.close()
    await expect.poll(() => got).toBe(8 * 1024 * 1024 + line.length + 1)
    taker.destroy()
  },
)
