// Where a browser on this computer finds the page of a gateway.
import type { ConnectionTarget } from '../../src-shared/connection.ts'

/**
 * `http://127.0.0.1:18789/`, for a local gateway from `localUrl` (ws:// or wss://). For a gateway behind SSH it is the
 * local port that is kept for it; nothing when none is. `basePath` is `gateway.controlUi.basePath`.
 */
export function pageAddress(
  target: ConnectionTarget,
  of: { readonly localUrl: string; readonly basePath?: string | undefined },
): URL | undefined {
  switch (target.kind) {
    case 'local':
      return withPath(asHttp(of.localUrl), of.basePath)
    case 'ssh':
      return target.localPort === undefined ? undefined : new URL(`http://127.0.0.1:${target.localPort}/`)
    case 'direct':
      return asHttp(target.url)
  }
}

/** By its text: URL does not let a scheme be changed into one of another family. */
function asHttp(url: string): URL {
  return new URL(new URL(url).href.replace(/^ws/, 'http'))
}

/** The fragment never leaves the browser: no server and no proxy sees it. */
export function signingIn(address: URL, token: string): URL {
  const url = new URL(address)
  url.hash = new URLSearchParams({ token }).toString()
  return url
}

function withPath(url: URL, basePath: string | undefined): URL {
  if (basePath) url.pathname = `/${basePath.replace(/^\/+|\/+$/g, '')}/`
  return url
}
