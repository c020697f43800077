import { expect, test } from 'vitest'
import { ageOf, secrecyOf } from '../../../src-main/doctor/ssh-server-checks.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say } from '../../../src-shared/said.ts'

const now = Date.UTC(2026, 10, 28)

test.each([
  ['OpenSSH_10.2', 'passed', 'a version of 2025'],
  ['OpenSSH_9.2p1 Debian-2+deb12u3', 'passed', 'a version of 2023'],
  ['OpenSSH_for_Windows_8.1', 'careful', 'a version of 2019'],
  ['OpenSSH_6.6.1p1', 'careful', 'from before 2016'],
  ['dropbear_2022.83', undefined, 'does not tell its age'],
])('%s is %s: %s', (software, verdict, words) => {
  const found = ageOf(software, now)
  expect(found.verdict).toBe(verdict)
  expect(say(found.notes?.[0] ?? '', inEnglish)).toContain(words)
  expect(found.remedy !== undefined).toBe(verdict === 'careful')
})

test.each([
  ['sntrup761x25519-sha512@openssh.com', 'stays secret'],
  ['mlkem768x25519-sha256', 'stays secret'],
  ['curve25519-sha256', 'could read it'],
  ['diffie-hellman-group14-sha256', 'could read it'],
])('a key exchange by %s: %s', (kex, words) => {
  expect(say(secrecyOf(kex).notes?.[0] ?? '', inEnglish)).toContain(words)
})
