import { expect, test } from 'vitest'
import {
  compareCertificate,
  compareFingerprint,
  type Comparison,
} from '../../../../src-renderer/ui/compare-fingerprint.ts'

const digits = 'uNiVztksCsDhcc0u9e8BgrJXVGDCzcTrZQ5pGdPpJ5s'
const presented = `SHA256:${digits}`

test.each<[string, string, Comparison]>([
  ['nothing', '  ', 'empty'],
  ['the fingerprint itself', presented, 'match'],
  ['it with spaces around', `\n ${presented}\t`, 'match'],
  ['it without its prefix', digits, 'match'],
  ['it with the padding of base64', `${presented}=`, 'match'],
  ['the line that ssh-keygen -lf prints', `256 ${presented} root@harbour (ED25519)`, 'match'],
  ['the line that ssh itself prints', `ED25519 key fingerprint is ${presented}.`, 'match'],
  ['one letter in the other case', presented.replace('N', 'n'), 'mismatch'],
  ['all but the last letter', presented.slice(0, -1), 'mismatch'],
  ['one letter more', `${presented}A`, 'mismatch'],
  ['another one', 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU', 'mismatch'],
  ['the prefix alone', 'SHA256:', 'mismatch'],
  ['an MD5 one', 'MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48', 'not-sha256'],
  ['an MD5 line', '2048 16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48 root@harbour (RSA)', 'not-sha256'],
])('%s compares as it should', (_, pasted, verdict) => {
  expect(compareFingerprint(pasted, presented)).toBe(verdict)
})

const certificate = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'
const pairs = certificate.toUpperCase().match(/../g)?.join(':') ?? ''

test.each<[string, string, Comparison]>([
  ['nothing', '', 'empty'],
  ['hex digits', certificate, 'match'],
  ['pairs in capitals', pairs, 'match'],
  ['the line that openssl prints', `sha256 Fingerprint=${pairs}`, 'match'],
  ['a digit too few', certificate.slice(1), 'mismatch'],
])('a certificate given as %s compares as it should', (_, pasted, verdict) => {
  expect(compareCertificate(pasted, certificate)).toBe(verdict)
})
