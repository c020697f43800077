// Answers the requests of a page before Chromium would send them anywhere: the app's own scheme from its protocol
// handler, the rest as the app's webRequest listener decides.
import { Buffer } from 'node:buffer'
import type { DevToolsSession, Protocol } from './devtools-pipe.ts'
import { fromChromium } from './page-addresses.ts'
import { mayRequest, schemeHandler } from './session.ts'

export type PausedRequest = Protocol.Fetch.requestPausedPayload

/** As webRequest names them. */
const resourceTypes: Partial<Record<Protocol.Network.ResourceType, string>> = {
  Document: 'mainFrame',
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
  WebSocket: 'webSocket',
}

export async function refusePageRequest(
  page: DevToolsSession,
  { requestId }: PausedRequest,
  errorReason: Protocol.Network.ErrorReason,
): Promise<void> {
  await page.send('Fetch.failRequest', { requestId, errorReason })
}

export async function answerPageRequest(page: DevToolsSession, paused: PausedRequest): Promise<void> {
  const { requestId, request, resourceType } = paused
  const url = fromChromium(request.url)
  const isOn = await mayRequest({
    url,
    method: request.method,
    resourceType: resourceTypes[resourceType] ?? 'other',
  })
  if (!isOn) return await refusePageRequest(page, paused, 'BlockedByClient')

  const handle = schemeHandler(url.slice(0, url.indexOf(':')))
  if (!handle) return void (await page.send('Fetch.continueRequest', { requestId }))
  const response = await askHandler(handle, url, request)
  if (!response) return await refusePageRequest(page, paused, 'Failed')
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  })
}

/** Undefined when the handler failed: Electron then fails the request with net::ERR_FAILED. */
async function askHandler(
  handle: NonNullable<ReturnType<typeof schemeHandler>>,
  url: string,
  request: Protocol.Network.Request,
): Promise<Response | undefined> {
  const body = request.postDataEntries?.map(entry => Buffer.from(entry.bytes ?? '', 'base64'))
  try {
    return await handle(
      new Request(url, {
        method: request.method,
        headers: request.headers,
        ...(body ? { body: Buffer.concat(body) } : {}),
      }),
    )
  } catch (error) {
    process.stderr.write(`protocol handler for ${url}: ${String(error)}\n`)
    return undefined
  }
}
