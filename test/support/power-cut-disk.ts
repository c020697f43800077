// A disk whose power fails: what Node writes through `node:fs/promises` goes to the real files, and a record is kept of what
// a disk would have of it for certain. After the cut that is laid down elsewhere, with as much of the rest as chance gives.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import type { SeededRandom } from './seeded-random.ts'

/** What every call rejects with once the power is off. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut'
  readonly code = 'EIO'
}

type Inode = { durable: Buffer; written: Buffer; isSynced: boolean }
type Entry = { readonly to: string; readonly from?: string; readonly inode: Inode }

export type PowerCutDisk = {
  /** How many steps there have been. */
  readonly steps: () => number
  /** What a disk holds after the cut, as real files in `folder`, which is emptied first. */
  readonly layDown: (folder: string) => Promise<void>
  /** The real calls again. */
  readonly close: () => void
}

/** Files of `folder` alone; the power fails at step `cutAt`, which may be half done. */
export function openPowerCutDisk(options: {
  readonly folder: string
  readonly before: Readonly<Record<string, string>>
  readonly cutAt: number
  readonly random: SeededRandom
}): PowerCutDisk {
  const { folder, before, cutAt, random } = options
  const real = { open: fs.open, rename: fs.rename, rm: fs.rm, writeFile: fs.writeFile }
  const durable = new Map<string, Inode>()
  const names = new Map<string, Inode>()
  /** Of the folder: done, and not yet certain. */
  let waiting: Entry[] = []
  let step = 0
  let isOff = false

  for (const [name, text] of Object.entries(before)) {
    const inode = { durable: Buffer.from(text), written: Buffer.from(text), isSynced: true }
    durable.set(path.join(folder, name), inode)
    names.set(path.join(folder, name), inode)
  }

  /** False: this step falls into the cut and may be half done. */
  function takeStep(): boolean {
    if (isOff) throw new PowerCut('the power is off')
    step += 1
    if (step < cutAt) return true
    isOff = true
    return false
  }

  function write(inode: Inode, text: string): void {
    const whole = Buffer.from(text)
    const isDone = takeStep()
    inode.written = isDone ? whole : whole.subarray(0, random.below(whole.length + 1))
    inode.isSynced = false
    if (!isDone) throw new PowerCut('the power went off while a file was written')
  }

  function enter(entry: Entry): void {
    const isDone = takeStep()
    if (isDone || random.chance(0.5)) waiting.push(entry)
    if (!isDone) throw new PowerCut('the power went off while a name was written')
    if (entry.from !== undefined) names.delete(entry.from)
    names.set(entry.to, entry.inode)
  }

  function create(file: string): Inode {
    const inode = { durable: Buffer.alloc(0), written: Buffer.alloc(0), isSynced: false }
    enter({ to: file, inode })
    return inode
  }

  const isOurs = (file: unknown): file is string => typeof file === 'string' && file.startsWith(folder)

  Object.assign(fs, {
    open: async (file: string, flags: string, mode?: number) => {
      const handle = await real.open(file, flags, mode)
      if (!isOurs(file)) return handle
      if (flags === 'r') return Object.assign(handle, file === folder ? { sync: syncFolder } : {})
      let inode: Inode
      try {
        inode = create(file)
      } catch (error) {
        await handle.close()
        throw error
      }
      return Object.assign(handle, {
        writeFile: async (text: string) => write(inode, text),
        sync: async () => {
          if (takeStep()) Object.assign(inode, { durable: inode.written, isSynced: true })
          else throw new PowerCut('the power went off while a file was made certain')
        },
      })
    },
    // What a careless program does: no name of its own for the new text, and nothing made certain.
    writeFile: async (file: string, text: string) => {
      if (!isOurs(file)) return await real.writeFile(file, text)
      const inode = names.get(file) ?? create(file)
      inode.durable = Buffer.alloc(0)
      write(inode, text)
    },
    rename: async (from: string, to: string) => {
      const inode = names.get(from)
      if (!isOurs(from) || !inode) return await real.rename(from, to)
      enter({ from, to, inode })
      await real.rename(from, to)
    },
    rm: async (file: string, rmOptions?: object) => {
      if (isOurs(file) && isOff) throw new PowerCut('the power is off')
      await real.rm(file, rmOptions)
    },
  })
  syncBuiltinESMExports()

  async function syncFolder(): Promise<void> {
    if (!takeStep()) throw new PowerCut('the power went off while the folder was made certain')
    for (const entry of waiting) apply(durable, entry)
    waiting = []
  }

  return {
    steps: () => step,
    layDown: async to => {
      // A journal keeps the order: some of what waited, from its beginning.
      for (const entry of waiting.slice(0, random.below(waiting.length + 1))) apply(durable, entry)
      await rm(to, { recursive: true, force: true })
      await mkdir(to, { recursive: true })
      for (const [file, inode] of durable)
        await writeFile(path.join(to, path.basename(file)), contentOf(inode, random))
    },
    close: () => {
      Object.assign(fs, real)
      syncBuiltinESMExports()
    },
  }
}

function apply(durable: Map<string, Inode>, { from, to, inode }: Entry): void {
  if (from !== undefined) durable.delete(from)
  durable.set(to, inode)
}

/** What was not made certain is there in part, as zeros, or not at all. */
function contentOf({ durable, written, isSynced }: Inode, random: SeededRandom): Buffer {
  if (isSynced) return durable
  return random.pick([
    written,
    written.subarray(0, random.below(written.length + 1)),
    Buffer.alloc(written.length),
    durable,
  ])
}
