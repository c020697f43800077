import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCore, type Core } from '../../../src-main/core.ts'
import { openWindowDoctor } from '../../../src-main/doctor/window-doctor.ts'
import { collectBundle, packBundle } from '../../../src-main/support-bundle.ts'
import type { Finding } from '../../../src-shared/doctor.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let home: TempDir
let core: Core
beforeEach(async () => {
  vi.stubEnv('GANGWAY_VAULT', 'memory')
  home = await makeTempDir('bundle')
  core = await createCore({
    stateDir: path.join(home.path, 'state'),
    profile: 'default',
    mayStartGateway: false,
    localGatewayPort: 1,
  })
})
afterEach(async () => {
  await core.close()
  await home.remove()
  vi.unstubAllEnvs()
})

/** A gateway that says secrets in each of its answers. */
function talkative(secret: string): Core {
  const request = async (method: string) => {
    if (method === 'status') return { auth: { token: secret }, said: `Authorization: Bearer ${secret}` }
    if (method === 'logs.tail') return { lines: [`password=${secret}`, 'a plain line'] }
    throw new Error('down')
  }
  return { ...core, connection: { ...core.connection, request: request as Core['connection']['request'] } }
}

test('both ends are in it, no secret is, and what one end refuses is said in its file', async () => {
  const secret = 'CANARYx7Qm2canary'
  const { files } = await collectBundle(talkative(secret), undefined)
  expect(files.map(({ name }) => name)).toEqual([
    'here/summary.txt',
    'here/lights.txt',
    'here/settings.json',
    'here/log.jsonl',
    'gateway/status.json',
    'gateway/health.json',
    'gateway/log.txt',
  ])
  expect(JSON.stringify(files)).not.toContain(secret)
  const text = (name: string) => files.find(file => file.name === name)?.text
  expect(text('gateway/log.txt')).toContain('a plain line')
  expect(text('gateway/health.json')).toMatch(/^health was not answered/)
  expect(text('here/lights.txt')).toContain('gateway: grey')
})

test('the archive opens with the system’s own tar, and holds what was shown', async () => {
  const files = [
    { name: 'here/a.txt', text: 'ä line\n' },
    { name: 'gateway/b.txt', text: 'x'.repeat(1024) },
    { name: 'empty.txt', text: '' },
  ]
  const archive = path.join(home.path, 'report.tar.gz')
  await writeFile(archive, packBundle({ files }, 1_700_000_000_000))
  const out = path.join(home.path, 'out')
  await mkdir(out)
  await promisify(execFile)('tar', ['-xzf', archive, '-C', out])
  for (const { name, text } of files)
    expect(await readFile(path.join(out, 'gangway-report', name), 'utf8')).toBe(text)
})

test('the doctor tells each check as it is made; the first that failed is the cause, and later steps are not reached', async () => {
  const told: Finding[] = []
  const doctor = openWindowDoctor(core, undefined)
  doctor.onFound(finding => told.push(finding))
  const report = await doctor.run(AbortSignal.timeout(60_000))
  expect(told).toEqual(report.findings)
  expect(report.cause?.id).toBe('tcp')
  const ids = report.findings.map(({ id }) => id)
  expect(ids.slice(0, 7)).toEqual([
    'versions',
    'config',
    'state-dir',
    'damaged-files',
    'lock',
    'keychain',
    'target',
  ])
  const after = report.findings.slice(ids.indexOf('tcp') + 1)
  expect(new Set(after.map(({ verdict }) => verdict))).toEqual(new Set(['not-reached']))
  expect(after.map(({ id }) => id).slice(-3)).toEqual(['signs', 'tick', 'clock'])
})

test('only what was shown last can be saved, and a door without a dialog hands it to the page', async () => {
  const saved: string[] = []
  const doctor = openWindowDoctor(core, async name => {
    saved.push(name)
    return `/kept/${name}`
  })
  const first = await doctor.collect()
  const second = await doctor.collect()
  await expect(doctor.save(first.id)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await doctor.save(second.id)).toEqual({ kind: 'saved', path: `/kept/${saved[0]}` })
  const page = openWindowDoctor(core, undefined)
  const { id } = await page.collect()
  expect(await page.save(id)).toMatchObject({ kind: 'download', name: expect.stringMatching(/\.tar\.gz$/) })
})
