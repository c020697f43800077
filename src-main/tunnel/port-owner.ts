// Who holds a port of this computer: for the sentence "Port 18789 is taken by …". Best effort, never an error.
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)
const timeoutMs = 2_000

/** "node (pid 4711)", or undefined when it cannot be found out (another user's program, say). */
export async function findPortOwner(port: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await ownerFromProc(port)
    return process.platform === 'win32' ? await ownerFromNetstat(port) : await ownerFromLsof(port)
  } catch {
    // Only the sentence gets shorter.
    return undefined
  }
}

async function ownerFromProc(port: number): Promise<string | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'latin1').catch(() => '')),
  )
  // proc(5): local address as hex "ADDRESS:PORT", then the remote one, then the state (0A is listening); field 9 is the inode.
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = tables
    .flatMap(table => table.split('\n').map(line => line.trim().split(/\s+/)))
    .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${wanted}`))
    .map(fields => `socket:[${fields[9]}]`)
  if (inodes.length === 0) return undefined
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    // Other users' processes cannot be looked into.
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const fd of fds) {
      const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')
      if (inodes.includes(link)) return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (pid ${pid})`
    }
  }
  return undefined
}

async function ownerFromLsof(port: number): Promise<string | undefined> {
  // -F pc: a line "p<pid>", then "c<name>".
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']
  const { stdout } = await execFileAsync('lsof', args, { timeout: timeoutMs })
  const [, pid, name] = /^p(\d+)\nc(.+)$/m.exec(stdout) ?? []
  return pid && name ? `${name} (pid ${pid})` : undefined
}

async function ownerFromNetstat(port: number): Promise<string | undefined> {
  const { stdout } = await execFileAsync('netstat', ['-ano', '-p', 'TCP'], { timeout: timeoutMs })
  const pid = stdout
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .find(([, local, remote]) => local?.endsWith(`:${port}`) && remote?.endsWith(':0'))?.[4]
  if (!pid) return undefined
  const args = ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']
  const tasks = await execFileAsync('tasklist', args, { timeout: timeoutMs })
  const name = /^"([^"]+)"/.exec(tasks.stdout)?.[1]
  return name ? `${name} (pid ${pid})` : `pid ${pid}`
}
