// Who holds a port of this computer: for the sentence "Port 18789 is taken by …". Best effort, never an error.
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { phrase, type Said } from '../../src-shared/said.ts'

const execFileAsync = promisify(execFile)
const timeoutMs = 2_000

/** "node (pid 4711)", the user alone where another one's program cannot be looked into, or undefined. */
export async function findPortOwner(port: number): Promise<Said | undefined> {
  try {
    if (process.platform === 'linux') return await ownerFromProc(port)
    return process.platform === 'win32' ? await ownerFromNetstat(port) : await ownerFromLsof(port)
  } catch {
    // Only the sentence gets shorter.
    return undefined
  }
}

async function ownerFromProc(port: number): Promise<Said | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'latin1').catch(() => '')),
  )
  // proc(5): local address as hex "ADDRESS:PORT", then the remote one, then the state (0A is listening); field 7 is the
  // user, field 9 the inode.
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const held = tables
    .flatMap(table => table.split('\n').map(line => line.trim().split(/\s+/)))
    .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${wanted}`))
  if (held.length === 0) return undefined
  const inodes = held.map(fields => `socket:[${fields[9]}]`)
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    // Other users' processes cannot be looked into.
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const fd of fds) {
      const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')
      if (inodes.includes(link)) return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (pid ${pid})`
    }
  }
  const user = Number(held[0]?.[7])
  return user === process.getuid?.() ? undefined : phrase('portOfUser', { user: await userName(user) })
}

/** passwd(5): the name is the first field, its number the third. The number where it has none here. */
async function userName(user: number): Promise<string> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  return lines.find(line => line.split(':')[2] === String(user))?.split(':')[0] ?? String(user)
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
