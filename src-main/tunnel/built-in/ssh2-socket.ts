// The TCP socket below an SSH connection: it reads in large pieces into memory that is used again.
import net from 'node:net'

// sshd's packets have up to 32 KiB, and Node's own reads 64 KiB: less than two.
const readBytes = 256 * 1024
const writeHighWaterBytes = 256 * 1024

const borrowers = new WeakSet<net.Socket>()

/**
 * Connects, and stays paused until somebody listens for `data` and calls `resume`: this kind of socket keeps nothing for
 * those who come later. Each `data` is memory of its own, as with any socket, unless `lendReads` says otherwise.
 */
export function connectSsh2Socket(options: net.TcpNetConnectOpts): net.Socket {
  const reads: net.OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(readBytes),
    callback: (length, memory) => {
      const bytes = Buffer.from(memory.buffer, memory.byteOffset, length)
      socket.emit('data', borrowers.has(socket) ? bytes : Buffer.from(bytes))
      return true
    },
  }
  const withHighWater: net.TcpNetConnectOpts & { writableHighWaterMark: number } = {
    ...options,
    onread: reads,
    writableHighWaterMark: writeHighWaterBytes,
  }
  const socket = net.connect(withHighWater)
  socket.pause()
  return socket
}

/**
 * From now on each `data` is only lent: the next read overwrites it. Only for a socket all of whose listeners have
 * copied what they keep when they return. For other sockets it changes nothing.
 */
export function lendReads(socket: unknown, isLent: boolean): void {
  if (!(socket instanceof net.Socket)) return
  if (isLent) borrowers.add(socket)
  else borrowers.delete(socket)
}
