// A short command is as quick as what it loads is little: V8's coverage says what that was.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { closeTestGateways, startTestGateway, testToken } from '../support/test-gateway.ts'

afterEach(closeTestGateways)

type Coverage = { readonly result: readonly { readonly url: string }[] }

/** The text of every built file that a command loaded. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const dir = await makeTempDir('cli-start')
  try {
    const ended = await runCli([...args, '--state-dir', path.join(dir.path, 'state')], {
      NODE_V8_COVERAGE: path.join(dir.path, 'coverage'),
    })
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    const files = await readdir(path.join(dir.path, 'coverage'))
    const reports = await Promise.all(
      files.map(file => readFile(path.join(dir.path, 'coverage', file), 'utf8')),
    )
    const urls = reports.flatMap(report => (JSON.parse(report) as Coverage).result.map(({ url }) => url))
    const built = urls.filter(url => url.startsWith('file:') && url.includes('/out/main/'))
    return await Promise.all(built.map(url => readFile(fileURLToPath(url), 'utf8')))
  } finally {
    await dir.remove()
  }
}

/** The packages whose code is in these files, by the remarks that the bundler leaves. */
function packagesIn(texts: readonly string[]): string[] {
  const remark = /^\/\/(?:#region)? ?node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm
  return [
    ...new Set(texts.flatMap(text => [...text.matchAll(remark)].map(([, name]) => name ?? ''))),
  ].toSorted()
}

test('health loads the client and nothing of the gateway, the models, SSH, the keychain or translations', async () => {
  const gateway = await startTestGateway()
  const texts = await loadedBy('health', '--url', gateway.url, '--token', testToken)
  const packages = packagesIn(texts)
  expect(packages).toContain('@openclaw/gateway-client')
  const own = /^(?:@openclaw\/|@formatjs\/)|^(?:commander|intl-messageformat|json5|ws|zod)$/
  expect(packages.filter(name => !own.test(name))).toEqual([])
  const kilobytes = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / 1024)
  expect(kilobytes).toBeLessThan(1000)
})

test('the version is printed before anything else is loaded', async () => {
  const packages = packagesIn(await loadedBy('--version'))
  expect(packages).toContain('commander')
  expect(packages).not.toContain('ws')
})
