// One identity in the form that ssh2 signs with.
import { BaseAgent } from 'ssh2'
import type { SignatureHash } from './private-key.ts'

/** ssh2's only way to sign elsewhere: an agent, here with one key, so that each key counts as one attempt. */
export class OneKeyAgent extends BaseAgent<Buffer> {
  readonly #publicBlob: Buffer
  readonly #sign: (data: Buffer, hash: SignatureHash | undefined) => Promise<Buffer>

  constructor(publicBlob: Buffer, sign: (data: Buffer, hash: SignatureHash | undefined) => Promise<Buffer>) {
    super()
    this.#publicBlob = publicBlob
    this.#sign = sign
  }

  override getIdentities(callback: (error: Error | undefined, keys?: Buffer[]) => void): void {
    callback(undefined, [this.#publicBlob])
  }

  override sign(
    _key: unknown,
    data: Buffer,
    options: unknown,
    callback?: (error: Error | undefined, signature?: Buffer) => void,
  ): void {
    this.#answer(data, (options as { hash?: string }).hash, callback).catch(() => {
      // The connection ended while the key was at work, and ssh2 has no use for the answer; its `close` tells.
    })
  }

  async #answer(
    data: Buffer,
    hash: string | undefined,
    callback?: (error: Error | undefined, signature?: Buffer) => void,
  ): Promise<void> {
    let signature: Buffer
    try {
      // Servers that take nothing better than SHA-1 for RSA are not given it (OpenSSH 8.8 stopped too).
      if (hash === 'sha1') throw new Error('only SHA-1 signatures are accepted')
      signature = await this.#sign(data, hash as SignatureHash | undefined)
    } catch (error) {
      callback?.(error instanceof Error ? error : new Error('signing failed'))
      return
    }
    callback?.(undefined, signature)
  }
}
