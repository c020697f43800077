import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sayDetail } from '../../../src-shared/error-words.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { appError } from '../../../src-shared/errors.ts'
import { phrase } from '../../../src-shared/said.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { hasFocus } from '../../support/keyboard.ts'
import { openWindowBench, type Answers, type WindowBench } from '../../support/window-bench.ts'
import {
  directTarget,
  errors,
  hostKeyQuestion,
  readQuestion,
  sshTarget,
  states,
} from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

function openAt(state: ConnectionState, answers: Answers = {}) {
  return bench.open({ answers: { 'connection.current': () => state, ...answers } })
}

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('a missing token is entered where it was missed, kept, and tried', async () => {
  const { page, asked, close } = await openAt(states.tokenMissing)
  await page.getByText('Password', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Gateway password' }).fill('s3cret')
  await page.keyboard.press('Enter')

  await expect.poll(() => asked.map(({ name }) => name)).toContain('connection.connect')
  expect(asked.filter(({ name }) => /setGatewaySecret|connect$/.test(name))).toEqual([
    {
      name: 'credentials.setGatewaySecret',
      argument: { target: sshTarget, kind: 'password', secret: 's3cret' },
    },
    { name: 'connection.connect', argument: sshTarget },
  ])
  await close()
})

test('what is read over SSH is asked with every word of it, by keyboard alone, and Enter alone reads nothing', async () => {
  const refused = appError('OVER_SSH_FAILED', { host: 'harbour', what: 'read', why: phrase('remoteNoFile') })
  const { page, askedFor, tell, close } = await openAt(states.tokenMissing, {
    'connection.readSecretOverSsh': () => {
      throw refused
    },
  })
  await page.getByRole('button', { name: 'Look for it over SSH' }).focus()
  await page.keyboard.press('Enter')
  await shown(page.getByText('No token or password could be read on harbour'))
  expect(askedFor('connection.readSecretOverSsh')).toHaveLength(1)

  await tell('prompts.changed', [{ id: 'one', question: readQuestion }])
  const dialog = page.getByRole('dialog', { name: 'Read the gateway’s secret on harbour?' })
  for (const word of [...readQuestion.commands, readQuestion.user, 'harbour']) {
    await shown(dialog.getByText(word, { exact: true }))
  }
  const cancelHasFocus = () => hasFocus(dialog.getByRole('button', { name: 'Cancel' }))
  await expect.poll(cancelHasFocus).toBe(true)
  await page.keyboard.press('Enter')
  await expect.poll(() => askedFor('prompts.answer')).toEqual([{ id: 'one', answer: { kind: 'cancel' } }])

  await tell('prompts.changed', [{ id: 'two', question: readQuestion }])
  await expect.poll(cancelHasFocus).toBe(true)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => askedFor('prompts.answer').at(-1))
    .toEqual({ id: 'two', answer: { kind: 'over-ssh' } })
  await close()
})

test('a pairing request is approved over SSH by its own id', async () => {
  const { page, askedFor, close } = await openAt(states.pairing, {
    'connection.approvePairingOverSsh': () => undefined,
  })
  await page.getByRole('button', { name: 'Approve over SSH' }).click()
  await expect
    .poll(() => askedFor('connection.approvePairingOverSsh'))
    .toEqual([{ requestId: sayDetail(errors.pairing, 'requestId', inEnglish) }])
  await close()
})

test('pairing shows the request and the command, and goes on by itself once it is approved', async () => {
  const { page, tell, askedFor, close } = await openAt(states.pairing)
  const requestId = sayDetail(errors.pairing, 'requestId', inEnglish)
  const command = sayDetail(errors.pairing, 'command', inEnglish)

  await shown(page.getByText(requestId, { exact: true }))
  await shown(page.getByText('Waiting for the approval'))
  await page.getByRole('button', { name: 'Copy', exact: true }).first().click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(command)

  await tell('connection.changed', states.online)
  await shown(page.getByRole('heading', { level: 1, name: 'Connected to harbour' }))
  expect(askedFor('connection.connect')).toEqual([])
  await close()
})

test('a changed key is replaced only with the new fingerprint brought from the host', async () => {
  const { page, asked, askedFor, close } = await openAt(states.keyChanged)
  const replace = page.getByRole('button', { name: 'Replace the known key and connect' })
  const field = page.getByRole('textbox', { name: /new fingerprint/i })
  const expected = sayDetail(errors.keyChanged, 'expected', inEnglish)
  const presented = sayDetail(errors.keyChanged, 'presented', inEnglish)

  await shown(page.getByRole('heading', { level: 1, name: 'The key of harbour has changed' }))
  await shown(page.getByText('/home/maria/.ssh/known_hosts:12'))
  expect(await replace.isDisabled()).toBe(true)

  await field.fill(expected)
  await shown(page.getByText('It does not match.'))
  expect(await replace.isDisabled()).toBe(true)
  await page.keyboard.press('Enter')
  expect(askedFor('hosts.replaceKey')).toEqual([])

  await field.fill(`256 ${presented} root@harbour (ED25519)`)
  await shown(page.getByText('It matches.'))
  await replace.click()
  await expect.poll(() => askedFor('connection.connect')).toEqual([sshTarget])
  expect(asked.filter(({ name }) => /replaceKey|connection\.connect/.test(name))).toEqual([
    { name: 'hosts.replaceKey', argument: { host: 'harbour', fingerprint: presented } },
    { name: 'connection.connect', argument: sshTarget },
  ])
  await close()
})

test('the changed key cannot be copied from the page that asks for it', async () => {
  const { page, close } = await openAt(states.keyChanged)
  await shown(page.getByRole('heading', { level: 1 }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+c')

  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain(errors.keyChanged.details['expected'])
  expect(copied).not.toContain('+DiY3wvv')
  await close()
})

test('a changed certificate is pinned anew only with its fingerprint brought from the host', async () => {
  const { page, askedFor, close } = await openAt(states.pinChanged)
  const replace = page.getByRole('button', { name: 'Replace the pin and connect' })
  const presented = sayDetail(errors.pinChanged, 'presented', inEnglish)
  await shown(replace)
  expect(await replace.isDisabled()).toBe(true)

  const pairs = presented.toUpperCase().match(/../g)?.join(':') ?? ''
  await page.getByRole('textbox', { name: /SHA-256/ }).fill(`sha256 Fingerprint=${pairs}`)
  await replace.click()

  await expect
    .poll(() => askedFor('connection.connect'))
    .toEqual([{ ...directTarget, tlsFingerprint: presented }])
  await close()
})

test('the fingerprint of a changed certificate cannot be copied from the page that asks for it', async () => {
  const { page, close } = await openAt(states.pinChanged)
  await shown(page.getByRole('button', { name: 'Replace the pin and connect' }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+c')

  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const { expected, presented } = errors.pinChanged.details
  expect(copied.replaceAll(/\s/g, '')).toContain(expected)
  expect(copied.replaceAll(/\s/g, '')).not.toContain(presented)
  await close()
})

test('a host that needs the system’s ssh is switched to it for good and connected', async () => {
  const { page, askedFor, close } = await openAt(states.needsSystemSsh)
  await page.getByRole('button', { name: 'Use the system’s ssh for this host' }).click()

  const vault = { host: 'vault', gatewayPort: 18_789, engine: 'system' as const }
  await expect.poll(() => askedFor('connection.connect')).toEqual([{ kind: 'ssh', ...vault }])
  expect(askedFor('settings.change')).toEqual([{ hosts: [vault] }])
  await close()
})

test('while waiting, the countdown is seen on every page and the next try can be had now', async () => {
  const { page, askedFor, close } = await openAt({ ...states.waiting, retryAt: Date.now() + 60_000 })
  const bar = page.getByRole('region', { name: 'Connection' })
  await shown(bar.getByText(/Next try in \d+ s/))
  await page.getByRole('link', { name: 'Settings' }).click()
  await shown(bar.getByText(/Next try in \d+ s/))
  await bar.getByRole('button', { name: 'Retry now' }).click()

  await expect.poll(() => askedFor('connection.retryNow')).toHaveLength(1)
  await close()
})

test('what the browser hears of the network is handed on, as a hint', async () => {
  const { page, askedFor, complaints, close } = await openAt(states.online)
  await shown(page.getByRole('heading', { level: 1, name: 'Connected to harbour' }))
  await page.context().setOffline(true)
  await expect.poll(() => askedFor('connection.networkHint')).toEqual([{ online: false }])
  await page.context().setOffline(false)
  await expect.poll(() => askedFor('connection.networkHint')).toEqual([{ online: false }, { online: true }])
  expect(complaints).toEqual([])
  await close()
})

test('a taken local port names its owner and offers a free one, and chat goes on without', async () => {
  const { page, askedFor, close } = await openAt(states.online, {
    'localPort.current': () => ({ phase: 'taken', error: errors.portTaken }),
  })
  await shown(page.getByText('openclaw (4711)'))
  await page.getByRole('button', { name: 'Use port 18790' }).click()

  await expect.poll(() => askedFor('connection.connect')).toEqual([{ ...sshTarget, localPort: 18_790 }])
  await close()
})

test('an answer that the app refuses is told, and the question can be answered again', async () => {
  const { page, answer, accessibilityFaults, close } = await openAt(states.asking, {
    'prompts.pending': () => [{ id: 'q1', question: hostKeyQuestion }],
    'prompts.answer': () => {
      throw new Error('the app is closing')
    },
  })
  await page.getByRole('button', { name: 'Trust once' }).click()
  await shown(page.getByRole('alert').getByText('Something in Gangway went wrong'))
  expect(await accessibilityFaults()).toEqual([])
  answer({ 'prompts.answer': () => undefined })

  expect(await page.getByRole('button', { name: 'Trust once' }).isEnabled()).toBe(true)
  await close()
})
