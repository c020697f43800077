// Electron's single instance lock, real across processes: whoever listens at an address made from `userData` has it.
// The system frees the address when the process ends, however it ends.
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'

type Announcement = {
  readonly argv: string[]
  readonly workingDirectory: string
  readonly additionalData: unknown
}

/** As long as Electron waits for the first instance to answer, in milliseconds. */
const answerWithinMs = 20_000

let server: Server | undefined

function lockAddress(userData: string): string {
  const name = `electron-standin-${createHash('sha256').update(userData).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  // An abstract socket has no file that could be left behind; only Linux knows them.
  return process.platform === 'linux' ? `\0${name}` : path.join(os.tmpdir(), name)
}

export function hasSingleInstanceLock(): boolean {
  return server !== undefined
}

export function releaseSingleInstanceLock(): void {
  server?.close()
  server = undefined
}

/** False when another process has it; that one has then been told of this one. */
export function requestSingleInstanceLock(
  userData: string,
  additionalData: unknown,
  onSecond: (second: Announcement) => void,
): boolean {
  if (server) return true
  const address = lockAddress(userData)
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (listenNow(address, onSecond)) return true
    const announcement = { argv: process.argv, workingDirectory: process.cwd(), additionalData }
    if (announceNow(address, announcement)) return false
  }
  return false
}

/** Binding happens within the call, so whether it worked is known before the next line. */
function listenNow(address: string, onSecond: (second: Announcement) => void): boolean {
  const candidate = createServer(socket => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: string) => {
      text += chunk
      if (!text.endsWith('\n')) return
      socket.end('heard\n')
      onSecond(JSON.parse(text) as Announcement)
    })
  })
  candidate.on('error', () => undefined)
  candidate.listen(address)
  if (!candidate.listening) return false
  server = candidate
  return true
}

/** Electron's call returns when the first instance has answered; a worker does the waiting for ours. */
function announceNow(address: string, announcement: Announcement): boolean {
  const outcome = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads')
     const settle = code => { Atomics.store(workerData.outcome, 0, code); Atomics.notify(workerData.outcome, 0) }
     const socket = require('node:net').connect(workerData.address)
     socket.on('connect', () => socket.write(workerData.text))
     socket.on('data', () => settle(1))
     socket.on('error', () => settle(2))
     socket.on('close', () => settle(Atomics.load(workerData.outcome, 0) || 2))`,
    {
      eval: true,
      execArgv: [],
      workerData: { address, outcome, text: `${JSON.stringify(announcement)}\n` },
    },
  )
  worker.unref()
  Atomics.wait(outcome, 0, 0, answerWithinMs)
  return Atomics.load(outcome, 0) === 1
}
