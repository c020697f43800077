import { createCipheriv, createHash, createHmac, generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKeyFile, recognise } from '../../../../src-main/tunnel/login/key-file.ts'
import { openPrivateKey, readPrivateKey } from '../../../../src-main/tunnel/login/private-key.ts'
import { makeSshKey } from '../../../support/ssh-keys.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import { phrase, say } from '../../../../src-shared/said.ts'

let temp: TempDir
const never = new AbortController().signal

beforeAll(async () => {
  temp = await makeTempDir('keys')
})
afterAll(() => temp.remove())

test.each([
  ['ed25519', undefined, 'openssh', true],
  ['rsa', 'PEM', 'pem', false],
  ['ecdsa', 'PKCS8', 'pem', false],
] as const)(
  'an encrypted %s key in %s is recognised, opened with its passphrase and with no other',
  async (type, format, recognised, showsPublicHalf) => {
    const name = `${type}-${format ?? 'openssh'}`
    const key = await makeSshKey(temp.path, name, {
      type,
      passphrase: 'right',
      ...(format ? { format } : {}),
    })
    const file = await readKeyFile(key.path)
    expect(file).toMatchObject({ kind: 'private', format: recognised, encrypted: true })
    if (file.kind !== 'private') throw new Error('not a private key')
    expect(file.publicBlob?.equals(key.blob)).toBe(showsPublicHalf ? true : undefined)
    expect(readPrivateKey(file.text, file.format)).toBeUndefined()
    expect(await openPrivateKey(file.text, file.format, 'wrong', never)).toBeUndefined()
    const opened = await openPrivateKey(file.text, file.format, 'right', never)
    expect(opened?.publicBlob.equals(key.blob)).toBe(true)
  },
)

test.each([undefined, 'right'])('an RSA key as PuTTY saves it (passphrase: %s) is used', async passphrase => {
  const text = puttyKey(passphrase)
  const file = recognise(text)
  expect(file).toMatchObject({ kind: 'private', format: 'putty', encrypted: passphrase !== undefined })
  if (file.kind !== 'private') throw new Error('not a private key')
  const key = passphrase
    ? await openPrivateKey(file.text, file.format, passphrase, never)
    : readPrivateKey(file.text, file.format)
  expect(key?.publicBlob.equals(file.publicBlob!)).toBe(true)
  if (passphrase) expect(await openPrivateKey(file.text, file.format, 'wrong', never)).toBeUndefined()
})

/** PuTTY's format 2 (its documentation, appendix C.3). */
function puttyKey(passphrase: string | undefined): string {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const string = (data: Buffer): Buffer => Buffer.concat([uint32(data.length), data])
  const uint32 = (value: number): Buffer => Buffer.from(value.toString(16).padStart(8, '0'), 'hex')
  const number = (text = ''): Buffer => {
    const bytes = Buffer.from(text, 'base64url')
    return string((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
  }
  const sha1 = (...parts: (Buffer | string)[]): Buffer => {
    const hash = createHash('sha1')
    for (const part of parts) hash.update(part)
    return hash.digest()
  }
  const publicBlob = Buffer.concat([string(Buffer.from('ssh-rsa')), number(jwk.e), number(jwk.n)])
  let secret = Buffer.concat([number(jwk.d), number(jwk.p), number(jwk.q), number(jwk.qi)])
  const encryption = passphrase ? 'aes256-cbc' : 'none'
  if (passphrase) secret = Buffer.concat([secret, sha1(secret).subarray(0, -secret.length & 15)])
  const signed = [Buffer.from('ssh-rsa'), Buffer.from(encryption), Buffer.from('me'), publicBlob, secret]
  const mac = createHmac('sha1', sha1('putty-private-key-file-mac-key', passphrase ?? ''))
    .update(Buffer.concat(signed.map(string)))
    .digest('hex')
  if (passphrase) {
    const key = Buffer.concat([0, 1].map(count => sha1(uint32(count), passphrase))).subarray(0, 32)
    const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
    secret = Buffer.concat([cipher.update(secret), cipher.final()])
  }
  const lines = (data: Buffer): string[] => data.toString('base64').match(/.{1,64}/g) ?? []
  return [
    'PuTTY-User-Key-File-2: ssh-rsa',
    `Encryption: ${encryption}`,
    'Comment: me',
    `Public-Lines: ${lines(publicBlob).length}`,
    ...lines(publicBlob),
    `Private-Lines: ${lines(secret).length}`,
    ...lines(secret),
    `Private-MAC: ${mac}`,
    '',
  ].join('\r\n')
}

test('a public key names a key of the agent', async () => {
  const key = await makeSshKey(temp.path, 'named')
  expect(await readKeyFile(`${key.path}.pub`)).toMatchObject({ kind: 'public', publicBlob: key.blob })
})

test('a file that is not there, or is no file, is told apart', async () => {
  expect(await readKeyFile(`${temp.path}/nothing`)).toEqual({ kind: 'missing' })
  expect(await readKeyFile(temp.path)).toEqual({ kind: 'unreadable', why: phrase('noFile') })
})

test('a key file with any byte changed or cut off is recognised as something, and never throws', async () => {
  const key = await makeSshKey(temp.path, 'whole')
  const text = await readFile(key.path, 'latin1')
  for (let at = 0; at < text.length; at += 3) {
    const cut = recognise(text.slice(0, at))
    const changed = recognise(`${text.slice(0, at)}~${text.slice(at + 1)}`)
    for (const file of [cut, changed]) {
      if (file.kind === 'private') readPrivateKey(file.text, file.format)
      else expect(['unreadable', 'unsupported']).toContain(file.kind)
    }
  }
})

test.each([
  ['PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', /puttygen/],
  ['PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\n', /ssh-ed25519.*puttygen/],
  ['-----BEGIN DSA PRIVATE KEY-----\n', /DSA/],
  ['ssh-ed25519-cert-v01@openssh.com AAAA me', /certificate/],
])('%j is unsupported, and says what to do or why', (text, what) => {
  const file = recognise(text)

  expect(file.kind === 'unsupported' && say(file.what, inEnglish)).toMatch(what)
})

test('opening a key can be called off', async () => {
  const key = await makeSshKey(temp.path, 'slow', { passphrase: 'x' })
  const text = await readFile(key.path, 'latin1')
  const abort = new AbortController()
  const opening = openPrivateKey(text, 'openssh', 'x', abort.signal)
  abort.abort(new Error('called off'))
  await expect(opening).rejects.toThrow('called off')
})
