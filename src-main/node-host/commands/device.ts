// device.info and device.status: what this computer is, and how it is.
import { readdir, readFile, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { always, done, type NodeCommand } from './command.ts'

export function deviceCommands(version: string): NodeCommand[] {
  return [
    {
      name: 'device.info',
      isAvailable: always,
      hasEffect: false,
      run: async () =>
        done({
          deviceName: os.hostname(),
          modelIdentifier: os.machine(),
          systemName: systemNames[process.platform] ?? process.platform,
          systemVersion: os.release(),
          appVersion: version,
          locale: navigator.language,
          cpus: os.availableParallelism(),
          memoryBytes: os.totalmem(),
        }),
    },
    {
      name: 'device.status',
      isAvailable: always,
      hasEffect: false,
      run: async () =>
        done({
          uptimeSeconds: Math.round(os.uptime()),
          memory: { totalBytes: os.totalmem(), freeBytes: os.freemem() },
          storage: await storage(),
          battery: await battery(),
          load: os.loadavg()[0],
        }),
    },
  ]
}

const systemNames: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }

async function storage() {
  try {
    const { bsize, blocks, bavail, bfree } = await statfs(os.homedir())
    return { totalBytes: bsize * blocks, freeBytes: bsize * bavail, usedBytes: bsize * (blocks - bfree) }
  } catch {
    // A home that cannot be looked at has no size to speak of.
    return null
  }
}

const supplies = '/sys/class/power_supply'

/** Null where there is none, or the system has no simple way to tell. */
async function battery(): Promise<{ level: number; state: string } | null> {
  try {
    for (const name of await readdir(supplies)) {
      const read = async (file: string) => (await readFile(path.join(supplies, name, file), 'utf8')).trim()
      if ((await read('type')) !== 'Battery') continue
      return { level: Number(await read('capacity')) / 100, state: (await read('status')).toLowerCase() }
    }
  } catch {
    // Not Linux, or a battery that does not tell.
  }
  return null
}
