// Makes sshd send small pieces at once. It leaves Nagle's delay on until a session channel has been given something to do.
import type { Client } from 'ssh2'

/** Nagle's delay is one round trip at most: on a line that answers sooner than this nobody would see it go. */
export const longLineMs = 20

const timeoutMs = 5_000

/**
 * Asks for the `sftp` subsystem, says nothing to it and leaves. A token stream over a 50 ms line comes after 28 instead of
 * 55–78 ms (docs/decisions/0006). An open session channel alone does not do it, nor does a terminal. Where sshd has
 * sftp built in (`internal-sftp`) no shell is started, and nothing of the account's dot files runs; a command always
 * starts one. Servers that allow forwarding only, or no sftp, refuse it, which does no harm.
 */
export function hurryServer(client: Client): void {
  try {
    client.subsys('sftp', (error, channel) => {
      if (error) return
      // A forced command may run on for ever.
      const limit = setTimeout(() => channel.close(), timeoutMs)
      limit.unref()
      channel.on('close', () => clearTimeout(limit))
      channel.resume()
      channel.stderr.resume()
      channel.end()
    })
  } catch {
    // The connection is already gone; its `close` tells.
  }
}
