// A stream over ssh2's channel that behaves as Node's streams do: `destroy` destroys, `close` follows, writes wait for
// the socket below. ssh2's own Channel does none of the three.
import { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'

/** The socket that the channel's SSH connection runs over. */
export type ChannelSocket = {
  /** Calls back once the socket takes more: ssh2 writes on regardless of it. */
  readonly whenDrained: (callback: () => void) => void
  /** So many bytes are about to be sent. */
  readonly sent: (bytes: number) => void
  readonly received: () => void
}

const bufferedBytes = 256 * 1024

export class SshChannel extends Duplex {
  readonly #channel: ClientChannel
  readonly #socket: ChannelSocket
  #closedByServer = false

  constructor(channel: ClientChannel, socket: ChannelSocket) {
    super({ readableHighWaterMark: bufferedBytes, writableHighWaterMark: bufferedBytes })
    this.#channel = channel
    this.#socket = socket
    channel.on('data', (chunk: Buffer) => {
      socket.received()
      // ssh2 stops refilling the channel's window when 2 MiB wait unread, and the server stops sending.
      if (!this.push(chunk)) channel.pause()
    })
    channel.on('end', () => this.push(null))
    channel.on('close', () => this.#onClose())
    channel.on('error', (error: Error) => this.destroy(error))
  }

  override _read(): void {
    this.#channel.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    // Nobody takes it any more. Not answering holds the writer back until what was received is read and this closes.
    if (this.#closedByServer) return
    try {
      this.#socket.sent(chunk.length)
      this.#channel.write(chunk, error => {
        if (error) callback(error)
        else this.#socket.whenDrained(callback)
      })
    } catch (error) {
      callback(error as Error)
    }
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.#closedByServer) {
      callback()
      return
    }
    // Our end is closed (EOF); the other direction goes on.
    this.#channel.end(() => callback())
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // What still arrives is dropped, so that the server's end of the channel comes through.
    this.#channel.removeAllListeners('data')
    this.#channel.resume()
    try {
      this.#channel.close()
    } catch {
      // The connection is gone, and the channel with it.
    }
    callback(error)
  }

  /** ssh2 tells this only after everything received was read from its channel, and so is with us. */
  #onClose(): void {
    this.#closedByServer = true
    if (this.readableEnded || this.destroyed) this.destroy()
    else this.once('end', () => this.destroy())
  }
}
