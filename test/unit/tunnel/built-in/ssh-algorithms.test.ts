import { expect, test } from 'vitest'
import { chooseAlgorithms } from '../../../../src-main/tunnel/built-in/ssh-algorithms.ts'

const nothing = { hostKeyAlgorithms: undefined, compression: false }
const at = { host: 'box' }

test('nothing weak is offered unless ssh_config asks for it', () => {
  const offer = Object.values(chooseAlgorithms(nothing, [], at)).flat()
  expect(offer.filter(name => /-cbc$|arcfour|-sha1$|ssh-dss|ssh-rsa|md5/.test(String(name)))).toEqual([
    'hmac-sha1',
  ])
  expect(chooseAlgorithms({ ...nothing, ciphers: ['aes256-cbc'] }, [], at).cipher).toEqual(['aes256-cbc'])
})

test('the types a host is known by come first, and rsa stands for its newer signatures', () => {
  const known = chooseAlgorithms(nothing, ['ssh-rsa', 'ecdsa-sha2-nistp256'], at).serverHostKey
  expect(known).toEqual([
    'ecdsa-sha2-nistp256',
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-ed25519',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
  ])
})

test('what ssh_config wants is offered in its order, as far as it can be done', () => {
  const offer = chooseAlgorithms(
    {
      ...nothing,
      ciphers: ['made-up', 'aes256-ctr', 'aes128-gcm@openssh.com'],
      kexAlgorithms: ['mlkem768x25519-sha256', 'curve25519-sha256'],
    },
    [],
    at,
  )
  expect(offer.cipher).toEqual(['aes256-ctr', 'aes128-gcm@openssh.com'])
  expect(offer.kex).toEqual(['curve25519-sha256'])
})

test('a configuration that leaves nothing names what is missing', () => {
  expect(() => chooseAlgorithms({ ...nothing, kexAlgorithms: ['mlkem768x25519-sha256'] }, [], at)).toThrow(
    expect.objectContaining({
      code: 'SSH_NO_COMMON_ALGORITHM',
      report: expect.objectContaining({ details: { host: 'box', what: 'key exchange' } }) as unknown,
    }) as Error,
  )
})

test('compression is offered only when it is wanted', () => {
  expect(chooseAlgorithms(nothing, [], at).compress).toEqual(['none'])
  expect(chooseAlgorithms({ ...nothing, compression: true }, [], at).compress).toEqual([
    'zlib@openssh.com',
    'none',
  ])
})
