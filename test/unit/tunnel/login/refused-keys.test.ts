import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateEndsAt, explainRefusal } from '../../../../src-main/tunnel/login/refused-keys.ts'
import { appError } from '../../../../src-shared/errors.ts'
import { runProgram } from '../../../support/run-program.ts'
import { makeSshKey, type SshKeyType } from '../../../support/ssh-keys.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'
import { readFile } from 'node:fs/promises'

let dir: TempDir
beforeAll(async () => {
  dir = await makeTempDir('refused')
  await makeSshKey(dir.path, 'authority')
})
afterAll(() => dir.remove())

const refusal = appError('SSH_LOGIN_REFUSED', { host: 'box', user: 'maria', tried: [], offered: [] })
const at = (...parts: string[]) => path.join(dir.path, ...parts)

async function makeCertificate(name: string, type: SshKeyType, validity: string): Promise<string> {
  await makeSshKey(dir.path, name, { type })
  const authority = ['-s', at('authority'), '-I', 'id', '-n', 'maria,root', '-V', validity]
  await runProgram('ssh-keygen', ['-q', ...authority, at(`${name}.pub`)])
  return await readFile(at(`${name}-cert.pub`), 'latin1')
}

test.each(['ed25519', 'ecdsa', 'rsa'] as const)(
  'the end of a certificate of an %s key is read',
  async type => {
    const line = await makeCertificate(type, type, '20200102000000Z:20300102000000Z')
    expect(certificateEndsAt(line)).toBe(Date.UTC(2030, 0, 2))
    for (let end = 0; end < line.length; end += 7)
      expect(() => certificateEndsAt(line.slice(0, end))).not.toThrow()
  },
)

test('one that never ends, and what is none, have no end', async () => {
  expect(certificateEndsAt(await makeCertificate('forever', 'ed25519', 'always:forever'))).toBeUndefined()
  expect(certificateEndsAt('ssh-ed25519 AAAA me')).toBeUndefined()
  expect(certificateEndsAt('')).toBeUndefined()
})

test('a refused login is explained by a certificate that has run out, beside its key or configured', async () => {
  await makeCertificate('old', 'ed25519', '-2d:-1d')
  const found = { code: 'SSH_CERTIFICATE_EXPIRED', report: { details: { path: at('old-cert.pub') } } }
  const beside = { identityFiles: [at('old')], certificateFiles: [] }
  expect(await explainRefusal(refusal, beside, Date.now())).toMatchObject(found)
  const configured = { identityFiles: [at('authority')], certificateFiles: [at('old-cert.pub')] }
  expect(await explainRefusal(refusal, configured, Date.now())).toMatchObject(found)
  expect(await explainRefusal(refusal, beside, Date.now() - 3 * 86_400_000)).toBe(refusal)
})

test('and by a key file that is gone, unless another is there or it is one of the usual names', async () => {
  const explain = (...identityFiles: string[]) =>
    explainRefusal(refusal, { identityFiles, certificateFiles: [] }, Date.now())
  expect(await explain(at('gone'))).toMatchObject({ code: 'SSH_KEY_MISSING' })
  expect(await explain(at('gone'), at('authority'))).toBe(refusal)
  await mkdir(at('.ssh'))
  expect(await explain(at('.ssh', 'id_ed25519'))).toBe(refusal)
  await writeFile(at('.ssh', 'id_ed25519'), '')
  await rm(at('.ssh', 'id_ed25519'))
  const other = appError('CONNECTION_LOST', { host: 'box' })
  expect(await explainRefusal(other, { identityFiles: [at('gone')], certificateFiles: [] }, Date.now())).toBe(
    other,
  )
})
