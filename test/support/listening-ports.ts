// The TCP ports on which one process listens, as Linux tells.
import { readdir, readFile, readlink } from 'node:fs/promises'

/** Without those of its children. */
export async function listeningPorts(pid: number): Promise<number[]> {
  const sockets = new Set(
    await Promise.all(
      (await readdir(`/proc/${pid}/fd`)).map(fd => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
    ),
  )
  const tables = await Promise.all(['tcp', 'tcp6'].map(name => readFile(`/proc/${pid}/net/${name}`, 'utf8')))
  return tables
    .flatMap(table => table.trim().split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
}
