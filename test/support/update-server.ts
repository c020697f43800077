// A web server with the files of a release, and electron-updater as it runs in an AppImage, with Node's network in place
// of Electron's.
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer as createHttp, request as requestHttp, type RequestListener } from 'node:http'
import { createServer as createHttps, request as requestHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { updateKeyFor } from '../../scripts/update-key.ts'
import { signManifest } from '../../scripts/update-manifests.ts'
import { setUpUpdater } from '../../src-main/desktop/signed-updater.ts'
import type { UpdateHappening } from '../../src-main/desktop/update-policy.ts'
import { makeTempDir } from './temp-dir.ts'

export type Answer = {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
  /** Sends the body in single bytes. */
  readonly isSlow?: boolean
  /** The connection ends after so many bytes of the body. */
  readonly cutAfter?: number
}

export type Release = {
  readonly version: string
  readonly signedBy: KeyObject
  /** What the server has in place of its own files. */
  readonly instead?: Record<string, Answer>
  /** Serves over TLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export const manifestName = process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`
export const appImage = '#!/bin/sh\n# a newer app\n'
export const releaseKey = generateKeyPairSync('ed25519').privateKey
const imageName = 'Gangway-linux.AppImage'

/** The app of `version`, which looks at a server with `release`. */
export async function startUpdater(version: string, release: Release) {
  const temp = await makeTempDir('update')
  const server = await serve(release)
  const own = path.join(temp.path, 'Gangway.AppImage')
  await writeFile(own, '#!/bin/sh\n# the app that runs\n')
  const config = path.join(temp.path, 'app-update.yml')
  await writeFile(config, 'updaterCacheDirName: gangway-updater\n')
  const updater = new AppImageUpdater(null, {
    version,
    name: 'gangway',
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: path.join(temp.path, 'data'),
    baseCachePath: path.join(temp.path, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  })
  Object.assign(updater, { httpExecutor: new NodeExecutor() })
  const happened: UpdateHappening[] = []
  const pem = releaseKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const key = updateKeyFor({ GANGWAY_UPDATE_URL: 'https://example.net', GANGWAY_UPDATE_KEY: pem }) ?? ''
  setUpUpdater(updater, { key, url: server.url }, happening => void happened.push(happening))
  process.env['APPIMAGE'] = own
  return {
    updater,
    /** The file that the app runs from. */
    own,
    happened: happened as readonly UpdateHappening[],
    close: async () => {
      delete process.env['APPIMAGE']
      await server.close()
      await temp.remove()
    },
  }
}

class NodeExecutor extends ElectronHttpExecutor {
  override createRequest(...[options, callback]: Parameters<ElectronHttpExecutor['createRequest']>) {
    return (options.protocol === 'https:' ? requestHttps : requestHttp)(options, callback) as never
  }
}

async function serve({ version, signedBy, instead = {}, tls }: Release) {
  const sha512 = createHash('sha512').update(appImage).digest('base64')
  const manifest = `version: ${version}
files:
  - url: ${imageName}
    sha512: ${sha512}
    size: ${appImage.length}
path: ${imageName}
sha512: ${sha512}
`
  const files: Record<string, Answer> = {
    [manifestName]: { body: manifest },
    [`${manifestName}.sig`]: { body: signManifest(manifestName, manifest, signedBy) },
    [imageName]: { body: appImage },
    ...instead,
  }
  const answer: RequestListener = (request, response) => {
    const found = files[new URL(request.url ?? '/', 'http://localhost').pathname.slice(1)]
    const { status = 200, headers = {}, body = '', isSlow, cutAfter } = found ?? { status: 404 }
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
    if (cutAfter !== undefined) return response.write(body.slice(0, cutAfter), () => response.destroy())
    if (isSlow) for (const byte of body) response.write(byte)
    response.end(isSlow ? '' : body)
  }
  const server = tls ? createHttps(tls, answer) : createHttp(answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
