// Where one process listens for TCP, as Linux tells.
import { readdir, readFile, readlink } from 'node:fs/promises'

export type ListeningSocket = { readonly port: number; readonly isLoopback: boolean }

/** Without those of its children. */
export async function listeningPorts(pid: number): Promise<number[]> {
  return (await listeningSockets(pid)).map(({ port }) => port)
}

/** Without those of its children. */
export async function listeningSockets(pid: number): Promise<ListeningSocket[]> {
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
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':')
      return { port: Number.parseInt(port, 16), isLoopback: loopback.test(address) }
    })
}

/** 127.0.0.0/8, ::1, and 127.0.0.0/8 as IPv6 has it; in the kernel's own order of bytes. */
const loopback = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/
