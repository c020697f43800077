// Gets one address of the web, and nothing else: http and https, no private address at any stage, bounded in time,
// length and redirects.
import { lookup as lookUpHost, type LookupAddress, type LookupOptions } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { isPrivateAddress } from './private-addresses.ts'
import type { WebFetchConfig } from './tools-config.ts'

export type Page = {
  /** Where it was found in the end. */
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly bytes: Uint8Array
  /** There was more than may be read. */
  readonly isCut: boolean
}

/** Why there is no page; worded for the model. */
export class FetchError extends Error {
  override readonly name = 'FetchError'
}

/** Errors: FetchError. */
export async function fetchPage(given: string, config: WebFetchConfig, signal: AbortSignal): Promise<Page> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(config.timeoutMs)])
  let url = allowedUrl(given, config)
  for (let hops = 0; ; hops += 1) {
    const response = await ask(url, config, deadline).catch(failed(url, deadline))
    const { statusCode = 0, headers } = response
    if (statusCode < 300 || statusCode > 399 || !headers.location) {
      const { bytes, isCut } = await readBody(response, config.maxResponseBytes).catch(failed(url, deadline))
      return { url: url.href, status: statusCode, contentType: headers['content-type'] ?? '', bytes, isCut }
    }
    response.destroy()
    if (hops >= config.maxRedirects) throw new FetchError(`${given} redirects too often.`)
    if (!URL.canParse(headers.location, url.href))
      throw new FetchError(`${url.origin} redirects to what is no address.`)
    url = allowedUrl(new URL(headers.location, url).href, config)
  }
}

function allowedUrl(given: string, { allowPrivateNetwork }: WebFetchConfig): URL {
  if (!URL.canParse(given)) throw new FetchError(`${given.slice(0, 200)} is no address.`)
  const url = new URL(given)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FetchError('Only http and https are fetched.')
  if (url.username !== '' || url.password !== '')
    throw new FetchError('An address with a password is not fetched.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A name is looked up later, and what it leads to is checked then; an address never gets there.
  if (!allowPrivateNetwork && isIP(host) !== 0 && isPrivateAddress(host)) throw isPrivate(url)
  return url
}

function ask(url: URL, config: WebFetchConfig, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const asking = request(
      url,
      {
        signal,
        agent: false,
        lookup: checkedLookup(url, config),
        maxHeaderSize: 32 * 1024,
        headers: {
          accept: 'text/html,text/plain,application/json;q=0.9,*/*;q=0.5',
          'accept-encoding': 'gzip, deflate, br',
          'user-agent': config.userAgent ?? 'Mozilla/5.0 (compatible; Gangway)',
        },
      },
      resolve,
    )
    asking.on('error', reject)
    asking.end()
  })
}

/** Looks the name up once, checks every address it has, and lets the connection go to those and no others. */
function checkedLookup(url: URL, { allowPrivateNetwork }: WebFetchConfig): LookupFunction {
  return (host, options: LookupOptions, done) => {
    lookUpHost(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, '', 0)
      if (!allowPrivateNetwork && addresses.some(({ address }) => isPrivateAddress(address))) {
        return done(isPrivate(url), '', 0)
      }
      const [first] = addresses
      if (options.all) done(null, addresses)
      else done(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

async function readBody(response: IncomingMessage, maxBytes: number) {
  const stream = decoded(response)
  const parts: Buffer[] = []
  let left = maxBytes
  for await (const part of stream) {
    const bytes = part as Buffer
    parts.push(bytes.subarray(0, left))
    left -= bytes.byteLength
    if (left < 0) break
  }
  response.destroy()
  return { bytes: Buffer.concat(parts), isCut: left < 0 }
}

function decoded(response: IncomingMessage): AsyncIterable<unknown> {
  const decoder = decoderFor(response.headers['content-encoding'] ?? '')
  if (!decoder) return response
  // A broken connection ends the decoder too; whoever reads it is told.
  response.on('error', error => decoder.destroy(error))
  return response.pipe(decoder)
}

function decoderFor(encoding: string) {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      return undefined
  }
}

function isPrivate(url: URL): FetchError {
  return new FetchError(`${url.hostname} is on this computer or its network, which is not fetched from.`)
}

function failed(url: URL, deadline: AbortSignal): (error: unknown) => never {
  return error => {
    if (error instanceof FetchError) throw error
    if (deadline.aborted) throw new FetchError(`${url.origin} took too long.`)
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'the connection broke'
    throw new FetchError(`${url.origin} could not be read (${code}).`)
  }
}
