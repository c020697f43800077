import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withBridge } from '../../../src-main/browser/page-with-bridge.ts'
import { pageFile, readPageFiles, type PageFiles } from '../../../src-main/page/page-files.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
let files: PageFiles

beforeAll(async () => {
  dir = await makeTempDir('static')
  const page = path.join(dir.path, 'renderer')
  await mkdir(path.join(page, 'assets'), { recursive: true })
  const html =
    '<!doctype html><head><script type="module" crossorigin src="./assets/index-AbCd1234.js"></script></head>'
  await writeFile(path.join(page, 'index.html'), html)
  await writeFile(path.join(page, 'assets', 'index-AbCd1234.js'), 'export {}')
  await writeFile(path.join(page, 'icon.svg'), '<svg/>')
  await writeFile(path.join(page, 'notes.key'), 'not for the page')
  await writeFile(path.join(dir.path, 'secret.txt'), 'outside')
  await symlink(path.join(dir.path, 'secret.txt'), path.join(page, 'link.txt'))
  files = withBridge(await readPageFiles(page), Buffer.from('void 0'))
})
afterAll(() => dir.remove())

test('the page, its parts and the bridge can be asked for, and nothing else', () => {
  expect([...files.keys()].sort()).toEqual(['/', '/assets/index-AbCd1234.js', '/bridge.js', '/icon.svg'])
})

test('each file has its type, and only what carries a hash in its name is kept by the browser', () => {
  const shown = (name: string) => [files.get(name)?.type, files.get(name)?.cacheControl]
  expect(shown('/')).toEqual(['text/html; charset=utf-8', 'no-store'])
  expect(shown('/bridge.js')).toEqual(['text/javascript; charset=utf-8', 'no-store'])
  expect(shown('/icon.svg')).toEqual(['image/svg+xml', 'no-store'])
  expect(shown('/assets/index-AbCd1234.js')).toEqual([
    'text/javascript; charset=utf-8',
    'private, max-age=31536000, immutable',
  ])
})

test('the bridge is loaded before the app', () => {
  const html = files.get('/')?.body.toString() ?? ''
  expect(html.indexOf('bridge.js')).toBeGreaterThan(0)
  expect(html.indexOf('bridge.js')).toBeLessThan(html.indexOf('type="module"'))
})

test('a page that loads no app is not a page', () => {
  const files = new Map([['/index.html', pageFile('index.html', Buffer.from('<html></html>'))]])
  expect(() => withBridge(files, Buffer.from('void 0'))).toThrow('loads no script')
})
