import { expect, test } from 'vitest'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import { phrase } from '../../../../src-shared/said.ts'
import { credentialInWords } from '../../../../src-renderer/ui/auth-method.ts'
import { states } from '../../../support/window-fixtures.ts'

test('the credential is named; of a secret that was read over SSH it is said that it is not kept', () => {
  const { online } = states
  const readFrom = phrase('noteReadOverSsh', { how: 'token', file: '/home/me/.openclaw/openclaw.json' })
  const ladder = online.ladder.map(step => (step.id === 'gateway-auth' ? { ...step, note: readFrom } : step))
  const gateway = { ...online.gateway, authMethod: 'token' }

  expect(credentialInWords({ ...online, gateway }, inEnglish)).toBe('the gateway’s token')
  expect(credentialInWords({ ...online, gateway, ladder }, inEnglish)).toBe(
    'the gateway’s token, read once from /home/me/.openclaw/openclaw.json over SSH and not kept',
  )
})
