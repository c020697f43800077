import { expect, test } from 'vitest'
import { keychainCheck } from '../../../src-main/doctor/local-checks.ts'
import type { SecretVault } from '../../../src-main/settings/secret-vault.ts'
import { memoryVault } from '../../support/memory-vault.ts'

test.each<[ReturnType<SecretVault['status']>['backend'], string | undefined]>([
  ['keychain', undefined],
  ['memory', 'careful'],
  ['file', 'careful'],
])('secrets in %s: %s', async (backend, verdict) => {
  const vault = { ...memoryVault(), status: () => ({ backend }) }
  const found = await keychainCheck(vault).run()
  expect(found.verdict).toBe(verdict)
  expect(found.remedy !== undefined).toBe(verdict === 'careful')
})

test.each([
  ['place', 'docLockedRemedy'],
  ['entry', 'docEntryRemedy'],
] as const)(
  'a secret that cannot be had for its %s fails the check, and says what to do',
  async (lies, remedy) => {
    const locked = { id: 'gateway-secret/local', label: '', why: 'prompt dismissed', lies }
    const vault = { ...memoryVault(), status: () => ({ backend: 'keychain' as const, locked }) }
    expect(await keychainCheck(vault).run()).toMatchObject({
      verdict: 'failed',
      notes: [{ phrase: 'docLocked', values: { id: 'gateway-secret/local', why: 'prompt dismissed' } }],
      remedy: { phrase: remedy },
    })
  },
)
