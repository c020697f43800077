// electron-updater's own way of asking a plain web server, except that a manifest which the release key has not signed
// is as good as none. Windows and macOS check the installer's signature too; on Linux this is what there is.
import path from 'node:path'
import { GenericProvider } from 'electron-updater/out/providers/GenericProvider.js'
import { appError } from '../../src-shared/errors.ts'
import { isSignedManifest } from './update-signature.ts'

type Arguments = ConstructorParameters<typeof GenericProvider>
type Request = Parameters<GenericProvider['httpRequest']>

/**
 * For `setFeedURL({ provider: 'custom', url, updateProvider })`. `publicKey` is `updateKey` of the packaged app's
 * package.json. Asking for the latest version rejects with UPDATE_NOT_SIGNED when the signature is missing or wrong.
 */
export function signedUpdateProvider(publicKey: string) {
  return class SignedUpdateProvider extends GenericProvider {
    constructor(options: { readonly url: string }, updater: Arguments[1], runtime: Arguments[2]) {
      super({ provider: 'generic', url: options.url }, updater, runtime)
    }

    protected override async httpRequest(...[url, headers, cancellation]: Request): Promise<string | null> {
      const text = await super.httpRequest(url, headers, cancellation)
      if (!url.pathname.endsWith('.yml') || text === null) return text
      const name = path.posix.basename(url.pathname)
      const beside = new URL(url)
      beside.pathname += '.sig'
      const signature = await super.httpRequest(beside, headers, cancellation).catch((error: unknown) => {
        throw appError('UPDATE_NOT_SIGNED', { name }, error)
      })
      if (!isSignedManifest(name, text, signature ?? '', publicKey))
        throw appError('UPDATE_NOT_SIGNED', { name })
      return text
    }
  }
}
