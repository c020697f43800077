import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openModelDownloader } from '../../../src-main/voice/model-download.ts'
import { bytesOf, offeredModel } from '../../../src-shared/voice-model.ts'
import { eventually } from '../../support/eventually.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const content = { 'encoder.onnx': Buffer.alloc(100_000, 7), 'tokens.txt': Buffer.from('<blk> 0\n') }
const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('hex')

let dir: TempDir
const closers: (() => void)[] = []
beforeEach(async () => {
  dir = await makeTempDir('models')
})
afterEach(async () => {
  for (const close of closers.splice(0)) close()
  await dir.remove()
})

/** A server that answers so, and an offer of what should be on it. */
async function offerFrom(answer: RequestListener, names: readonly string[] = Object.keys(content)) {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const done: string[] = []
  const downloader = openModelDownloader({
    offer: {
      name: 'small',
      licence: 'MIT',
      address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/`,
      files: names.map(name => {
        const body = content[name as keyof typeof content] ?? Buffer.from('x')
        return { name, bytes: body.length, sha256: sha256(body) }
      }),
    },
    modelsDir: path.join(dir.path, 'models'),
    onDone: async folder => done.push(folder),
  })
  return { downloader, done }
}
const asAnnounced: RequestListener = ({ url }, response) =>
  response.end(content[path.posix.basename(String(url)) as keyof typeof content])
const inDir = () => readdir(path.join(dir.path, 'models')).catch(() => [])

test('every file is fetched, checked and put in place, and only then is the model used', async () => {
  const { downloader, done } = await offerFrom(asAnnounced)
  const told: unknown[] = []
  downloader.onChange(() => told.push(downloader.state()))
  await downloader.begin()
  expect(downloader.state()).toEqual({ phase: 'none' })
  expect(told[0]).toEqual({ phase: 'loading', receivedBytes: 0, totalBytes: 100_008 })
  expect(done).toEqual([path.join(dir.path, 'models', 'small')])
  for (const [name, body] of Object.entries(content))
    expect(await readFile(path.join(String(done[0]), name))).toEqual(body)
})

test('a second download takes the place of the first', async () => {
  const { downloader, done } = await offerFrom(asAnnounced)
  await downloader.begin()
  await writeFile(path.join(String(done[0]), 'tokens.txt'), 'spoiled')
  await downloader.begin()
  expect(await readFile(path.join(String(done[0]), 'tokens.txt'))).toEqual(content['tokens.txt'])
  expect(await inDir()).toEqual(['small'])
})

test.each<[string, string, RequestListener]>([
  ['another content', 'VOICE_DOWNLOAD_DIFFERS', (_, response) => response.end(Buffer.alloc(100_000, 8))],
  ['more than announced', 'VOICE_DOWNLOAD_FAILED', (_, response) => response.end(Buffer.alloc(200_000, 7))],
  ['less than announced', 'VOICE_DOWNLOAD_FAILED', (_, response) => response.end(Buffer.alloc(99_999, 7))],
  ['a refusal', 'VOICE_DOWNLOAD_FAILED', (_, response) => response.writeHead(404).end()],
  [
    'a broken line',
    'VOICE_DOWNLOAD_FAILED',
    (_, response) => {
      response.writeHead(200, { 'Content-Length': 100_000 })
      response.write(Buffer.alloc(50_000, 7), () => response.destroy())
    },
  ],
  ['no line at all', 'VOICE_DOWNLOAD_FAILED', (request, _response) => request.socket.destroy()],
])('after %s nothing is kept and nothing is used', async (_, code, answer) => {
  const { downloader, done } = await offerFrom(answer)
  await downloader.begin()
  expect(downloader.state()).toMatchObject({ phase: 'failed', error: { code } })
  expect(done).toEqual([])
  expect(await inDir()).toEqual([])
})

test('a name with a path in it stays in its folder', async () => {
  const { downloader } = await offerFrom((_, response) => response.end('x'), ['../../outside'])
  await downloader.begin()
  expect(await readdir(path.join(dir.path, 'models', 'small'))).toEqual(['outside'])
  expect(await readdir(dir.path)).toEqual(['models'])
})

test('a download that is called off leaves nothing and is no failure', async () => {
  const { downloader } = await offerFrom((_, response) => {
    response.writeHead(200)
    response.write('x')
  })
  const ended = downloader.begin()
  await eventually(inDir).toHaveLength(1)
  downloader.cancel()
  await ended
  expect(downloader.state()).toEqual({ phase: 'none' })
  expect(await inDir()).toEqual([])
})

test('the offered model is named whole: four files over https, at a revision that cannot change', () => {
  expect(offeredModel.address).toMatch(/^https:\/\/.*\/[0-9a-f]{40}\/$/)
  expect(bytesOf(offeredModel)).toBe(45_202_074)
  for (const { name, sha256: hash } of offeredModel.files) {
    expect(name).toBe(path.basename(name))
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  }
})
