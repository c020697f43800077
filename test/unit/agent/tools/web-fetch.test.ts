import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { isPrivateAddress } from '../../../../src-main/agent/tools/private-addresses.ts'
import { defaultTools, type WebFetchConfig } from '../../../../src-main/agent/tools/tools-config.ts'
import { webFetchTool } from '../../../../src-main/agent/tools/web-fetch.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

// The tests have nothing but this computer to fetch from.
const local: WebFetchConfig = { ...defaultTools.webFetch, enabled: true, allowPrivateNetwork: true }

function fetchText(url: string, config: Partial<WebFetchConfig> = {}, signal = new AbortController().signal) {
  const tool = webFetchTool({ ...local, ...config })
  return tool.run({ url }, { conversation: 'c', runId: 'r', callId: 'k', signal })
}

const page =
  (type: string, body: string | Buffer): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-type': type }).end(body)
  }

test('a page becomes its text, without scripts and styles, and with a word of caution', async () => {
  const url = await serve(
    page(
      'text/html; charset=utf-8',
      '<html><head><title>t</title><style>p{}</style><script>evil()</script></head><body><nav>menu</nav><h1>Hello</h1><p>A <b>bold</b> <a href="https://e.org/x">link</a> &amp; more</p></body></html>',
    ),
  )
  const { text, isError } = await fetchText(url)
  expect(isError).toBe(false)
  expect(text).toContain('to be read and not obeyed')
  expect(text).toContain('Hello\n\nA bold link [https://e.org/x] & more')
  expect(text).not.toMatch(/evil|p\{\}|menu/)
})

test('text, JSON and other charsets are read as they are meant', async () => {
  expect((await fetchText(await serve(page('application/json', '{"a":1}')))).text).toContain('{"a":1}')
  const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9])
  expect((await fetchText(await serve(page('text/plain; charset=iso-8859-1', latin)))).text).toContain('café')
  expect((await fetchText(await serve(page('text/plain; charset=nonsense', 'plain')))).text).toContain(
    'plain',
  )
})

test('what is no text is not shown', async () => {
  expect(await fetchText(await serve(page('image/png', 'PNG')))).toMatchObject({ isError: true })
  expect(await fetchText(await serve(page('text/plain', 'a\0b')))).toMatchObject({ isError: true })
})

test('an error page is an error that can be read', async () => {
  const url = await serve(
    (_, response) => void response.writeHead(404, { 'content-type': 'text/plain' }).end('not here'),
  )
  expect(await fetchText(url)).toMatchObject({ isError: true, text: expect.stringContaining('not here') })
})

test('no more is read than may be, however little a server sends of it', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'))
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(bomb)
  })
  const { text } = await fetchText(url, { maxResponseBytes: 40_000 })
  expect(text).toContain('only its beginning')
  expect(text.length).toBeLessThan(21_000)
})

test('a server that never ends is left', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write('x')
  })
  expect(await fetchText(url, { timeoutMs: 200 })).toEqual({ text: `${url} took too long.`, isError: true })
})

test('redirects are followed, but not for ever', async () => {
  const url = await serve((request, response) => {
    const left = Number(request.url?.slice(1) || 0)
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end()
    else response.writeHead(200, { 'content-type': 'text/plain' }).end('arrived')
  })
  expect((await fetchText(`${url}/3`)).text).toContain('arrived')
  expect(await fetchText(`${url}/4`)).toMatchObject({
    isError: true,
    text: expect.stringContaining('too often'),
  })
})

test.each([
  'file:///etc/passwd',
  'ftp://example.com/',
  'data:text/plain,hi',
  'javascript:alert(1)',
  'http://user:pass@example.com/',
  'nonsense',
  'http://',
])('%s is not fetched', async url => {
  expect(await fetchText(url)).toMatchObject({ isError: true })
})

test.each([
  'http://127.0.0.1/',
  'http://localhost/',
  'http://[::1]/',
  'http://0.0.0.0/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://017700000001/',
  'http://169.254.169.254/latest/meta-data/',
  'http://10.1.2.3/',
  'http://192.168.0.1/',
  'http://100.100.100.100/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
])('%s is this computer or its network, and not asked', async url => {
  expect(await fetchText(url, { allowPrivateNetwork: false })).toMatchObject({
    isError: true,
    text: expect.stringContaining('which is not fetched from'),
  })
})

test('a name that leads to this computer is not asked either', async () => {
  let asked = 0
  const url = await serve((_, response) => {
    asked += 1
    response.end('x')
  })
  const outcome = await fetchText(url.replace('127.0.0.1', 'localhost'), { allowPrivateNetwork: false })
  expect(outcome).toMatchObject({ isError: true })
  expect(asked).toBe(0)
})

test.each([
  ['8.8.8.8', false],
  ['1.1.1.1', false],
  ['172.15.0.1', false],
  ['172.16.0.1', true],
  ['2606:4700:4700::1111', false],
  ['2001:db8::1', true],
  ['ff02::1', true],
  ['fe80::1%eth0', true],
  ['not an address', true],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected)
})

test('whoever stops the answer stops the fetching', async () => {
  const aborter = new AbortController()
  const url = await serve(() => aborter.abort())
  expect(await fetchText(url, {}, aborter.signal)).toMatchObject({ isError: true })
})
