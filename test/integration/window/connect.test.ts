import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import { hasFocus, tabTo } from '../../support/keyboard.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import {
  errors,
  hostKeyQuestion,
  ladderAt,
  preview,
  recent,
  sshTarget,
  states,
} from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('a person without a mouse gets from the first page into the chat over SSH', async () => {
  const { page, askedFor, tell, close } = await bench.open()

  // The host, picked from ssh_config by a part of its name.
  await tabTo(page, page.getByRole('radio', { name: /another computer/i }))
  await tabTo(page, page.getByRole('combobox', { name: 'Host' }))
  await page.keyboard.type('harb')
  await shown(page.getByRole('option', { name: /harbour/ }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await shown(page.getByText('~/.ssh/id_harbour'))
  await tabTo(page, page.getByRole('button', { name: 'Connect', exact: true }))
  await page.keyboard.press('Enter')
  await expect.poll(() => askedFor('connection.connect')).toEqual([sshTarget])

  // The host key, compared by pasting what the host printed.
  await tell('connection.changed', states.asking)
  await shown(page.getByRole('heading', { level: 1, name: 'harbour has a question' }))
  await tell('prompts.changed', [{ id: 'q1', question: hostKeyQuestion }])
  const dialog = page.getByRole('dialog', { name: 'Is this really harbour?' })
  await shown(dialog)
  await expect.poll(() => hasFocus(dialog.getByRole('button', { name: 'Cancel' }))).toBe(true)
  await tabTo(page, dialog.getByRole('textbox', { name: 'Paste what it printed' }))
  await page.keyboard.insertText(`256 ${hostKeyQuestion.fingerprint} root@harbour (ED25519)`)
  await shown(dialog.getByText('It matches.'))
  await tabTo(page, dialog.getByRole('button', { name: 'Trust and save' }))
  await page.keyboard.press('Enter')
  await expect
    .poll(() => askedFor('prompts.answer'))
    .toEqual([
      { id: 'q1', answer: { kind: 'host-key', trust: 'save', expected: hostKeyQuestion.fingerprint } },
    ])

  // Back on the page, and on into the chat.
  await tell('prompts.changed', [])
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => hasFocus(page.getByRole('heading', { level: 1 }))).toBe(true)
  await tell('connection.changed', states.online)
  await tabTo(page, page.getByRole('link', { name: 'Open the chat' }))
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/chat')
  await expect
    .poll(() => page.evaluate(() => document.querySelector('main')?.contains(document.activeElement)))
    .toBe(true)
  await close()
})

test('Tab stays inside a dialog, and Escape declines', async () => {
  const { page, askedFor, close } = await bench.open({
    answers: {
      'connection.current': () => states.asking,
      'prompts.pending': () => [{ id: 'q1', question: hostKeyQuestion }],
    },
  })
  const dialog = page.getByRole('dialog')
  await shown(dialog)
  const holdsFocus = () => dialog.evaluate(element => element.contains(document.activeElement))
  await expect.poll(holdsFocus).toBe(true)

  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab')
    expect(await holdsFocus()).toBe(true)
  }
  await page.keyboard.press('Escape')

  await expect.poll(() => askedFor('prompts.answer')).toEqual([{ id: 'q1', answer: { kind: 'cancel' } }])
  await close()
})

test('a fingerprint that differs leaves only Cancel, and so does an MD5 one', async () => {
  const { page, close } = await bench.open({
    answers: {
      'connection.current': () => states.asking,
      'prompts.pending': () => [{ id: 'q1', question: hostKeyQuestion }],
    },
  })
  const field = page.getByRole('textbox', { name: 'Paste what it printed' })
  const trust = ['Trust once', 'Trust and save'].map(name => page.getByRole('button', { name }))

  await field.fill('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU')
  await shown(page.getByText('It does not match.'))
  expect(await Promise.all(trust.map(button => button.isDisabled()))).toEqual([true, true])

  await field.fill('MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48')
  await shown(page.getByText('MD5 fingerprint'))
  expect(await Promise.all(trust.map(button => button.isDisabled()))).toEqual([true, true])

  await field.fill('')
  expect(await Promise.all(trust.map(button => button.isDisabled()))).toEqual([false, false])
  expect(await page.getByRole('button', { name: 'Cancel' }).last().isEnabled()).toBe(true)
  await close()
})

test('a host known by another kind of key is warned about, and names with the same key are told', async () => {
  const { page, close } = await bench.open({
    answers: {
      'connection.current': () => states.asking,
      'prompts.pending': () => [
        {
          id: 'q1',
          question: { ...hostKeyQuestion, otherKnownTypes: ['ssh-rsa'], alsoKnownAs: ['old-harbour'] },
        },
      ],
    },
  })

  await shown(page.getByText('This host is already known by another key'))
  await shown(page.getByText('old-harbour'))
  await close()
})

test('a second question takes the place and the focus of the first', async () => {
  const { page, askedFor, tell, close } = await bench.open({
    answers: { 'connection.current': () => states.asking },
  })
  await shown(page.getByRole('heading', { level: 1 }))
  await tell('prompts.changed', [{ id: 'q1', question: hostKeyQuestion }])
  await page.getByRole('button', { name: 'Trust once' }).click()
  await tell('prompts.changed', [
    { id: 'q2', question: { kind: 'password', host: 'harbour', user: 'maria', attempt: 1 } },
  ])

  const field = page.getByRole('textbox', { name: 'Password', exact: true })
  await expect.poll(() => hasFocus(field)).toBe(true)
  await page.keyboard.type('open sesame')
  await page.keyboard.press('Enter')

  await expect
    .poll(() => askedFor('prompts.answer'))
    .toEqual([
      { id: 'q1', answer: { kind: 'host-key', trust: 'once' } },
      { id: 'q2', answer: { kind: 'password', password: 'open sesame', save: false } },
    ])
  await close()
})

test('a server’s own questions are answered in order, and its words are marked as its own', async () => {
  const { page, askedFor, close } = await bench.open({
    answers: {
      'connection.current': () => states.asking,
      'prompts.pending': () => [
        {
          id: 'q1',
          question: {
            kind: 'keyboard-interactive',
            host: 'harbour',
            user: 'maria',
            name: '',
            instructions: 'Enter the code. <b>Not markup</b>',
            questions: [
              { text: 'Password: ', echo: false },
              { text: 'Code: ', echo: true },
            ],
          },
        },
      ],
    },
  })

  await shown(page.getByText('Enter the code. <b>Not markup</b>'))
  await expect.poll(() => hasFocus(page.getByRole('textbox', { name: 'Password:' }))).toBe(true)
  await page.keyboard.type('open')
  await page.getByRole('textbox', { name: 'Code:' }).fill('123456')
  await page.keyboard.press('Enter')

  await expect
    .poll(() => askedFor('prompts.answer'))
    .toEqual([{ id: 'q1', answer: { kind: 'keyboard-interactive', answers: ['open', '123456'] } }])
  await close()
})

test('a host that only the system’s ssh can reach offers to switch to it before connecting', async () => {
  const { page, askedFor, close } = await bench.open({
    answers: { 'hosts.preview': () => ({ ...preview, needsSystemEngine: 'it uses a ProxyCommand.' }) },
  })
  await page.getByRole('combobox', { name: 'Host' }).fill('vault')
  await page.getByRole('button', { name: 'Use the system’s ssh' }).click()
  await shown(page.getByText('The system’s ssh will be used'))
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await expect
    .poll(() => askedFor('connection.connect'))
    .toEqual([{ ...sshTarget, host: 'vault', engine: 'system' }])
  await close()
})

test('a recent gateway is one press away, and can be taken off the list', async () => {
  let list = recent
  const { page, askedFor, close } = await bench.open({
    answers: {
      'connection.recent': () => list,
      'connection.forgetRecent': () => {
        list = list.slice(1)
      },
    },
  })

  await page.getByRole('button', { name: 'Remove harbour from this list' }).click()
  await page.getByRole('button', { name: 'Connect to harbour' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Connect to This computer' }).click()

  await expect.poll(() => askedFor('connection.connect')).toEqual([{ kind: 'local' }])
  expect(askedFor('connection.forgetRecent')).toEqual([sshTarget])
  await close()
})

test('a credential typed beside the target is in the vault before the connection begins', async () => {
  const { page, asked, close } = await bench.open()
  await page.getByRole('combobox', { name: 'Host' }).fill('harbour')
  await page.getByRole('textbox', { name: 'Gateway token' }).fill('s3cret')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await expect.poll(() => asked.map(({ name }) => name)).toContain('connection.connect')
  expect(asked.filter(({ name }) => /setGatewaySecret|connect$/.test(name))).toEqual([
    {
      name: 'credentials.setGatewaySecret',
      argument: { target: sshTarget, kind: 'token', secret: 's3cret' },
    },
    { name: 'connection.connect', argument: sshTarget },
  ])
  await close()
})

test('a target that the app refuses is said so above the form, which stays filled in', async () => {
  const { page, close } = await bench.open({
    answers: {
      'connection.connect': () => {
        throw appError('TARGET_INVALID', { why: 'the port is not a number' })
      },
    },
  })
  await page.getByRole('combobox', { name: 'Host' }).fill('harbour:x')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await shown(page.getByRole('alert').getByText('the port is not a number'))
  expect(await page.getByRole('combobox', { name: 'Host' }).inputValue()).toBe('harbour:x')
  await close()
})

test('what is wrong is said at its field, which takes the focus even from behind “Advanced”', async () => {
  const { page, askedFor, close } = await bench.open()
  const host = page.getByRole('combobox', { name: 'Host' })
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await shown(page.getByText('Enter a host, or pick one from the list.'))
  await expect.poll(() => hasFocus(host)).toBe(true)

  await host.fill('harbour')
  await page.keyboard.press('Escape')
  await page.getByText('Advanced').click()
  const port = page.getByRole('textbox', { name: 'Port on this computer' })
  await port.fill('70000')
  await page.getByText('Advanced').click()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()

  await expect.poll(() => hasFocus(port)).toBe(true)
  expect(askedFor('connection.connect')).toEqual([])
  await close()
})

test('a test climbs the ladder beside the connection and connects nothing', async () => {
  const result = Promise.withResolvers<ReturnType<typeof ladderAt>>()
  const { page, askedFor, tell, close } = await bench.open({
    answers: { 'connection.test': () => result.promise },
  })
  await page.getByRole('combobox', { name: 'Host' }).fill('harbour')
  await page.getByRole('button', { name: 'Test connection' }).click()
  const ladder = page.getByRole('list', { name: 'Test of harbour' })
  await shown(ladder)

  await tell('connection.testing', { target: sshTarget, ladder: ladderAt('ssh-login') })
  await shown(ladder.getByText('Log in over SSH: running'))
  result.resolve(ladderAt('gateway-auth', 'failed', errors.tokenMissing))

  await shown(page.getByText('It stopped at the step marked below.'))
  await shown(ladder.getByText(errors.tokenMissing.message))
  expect(askedFor('connection.connect')).toEqual([])
  await page.getByRole('button', { name: 'Copy as text' }).click()
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('GATEWAY_TOKEN_MISSING')
  await close()
})

test('the form opens while a connection goes on, and leads back to it', async () => {
  const { page, askedFor, close } = await bench.open({
    answers: { 'connection.current': () => states.online },
  })
  await page.getByRole('button', { name: 'Another gateway' }).click()
  await page.getByRole('button', { name: 'Back to harbour' }).click()

  await shown(page.getByRole('heading', { level: 1, name: 'Connected to harbour' }))
  expect(askedFor('connection.disconnect')).toEqual([])
  await close()
})
