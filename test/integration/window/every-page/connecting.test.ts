// The way to a gateway, in each state a person can meet it in: welcome, connect, and what is asked on the way.
import { afterAll, beforeAll, test } from 'vitest'
import { appError, errorReport, type DetailsOf, type ErrorCode } from '../../../../src-shared/errors.ts'
import type { PromptQuestion } from '../../../../src-shared/prompts.ts'
import { openWalk, walk, type Scene } from '../../../support/page-walk.ts'
import {
  openWindowBench,
  type Answers,
  type BenchWindow,
  type WindowBench,
} from '../../../support/window-bench.ts'
import {
  errors,
  hostKeyQuestion,
  ladderAt,
  adminQuestion,
  readQuestion,
  recent,
  states,
} from '../../../support/window-fixtures.ts'

let bench: WindowBench
let window: BenchWindow
beforeAll(async () => {
  bench = await openWindowBench()
  window = await openWalk(bench)
})
afterAll(() => bench.close())

const asking = (question: PromptQuestion): Answers => ({
  'connection.current': () => states.asking,
  'prompts.pending': () => [{ id: 'q1', question }],
})
const at = (name: keyof typeof states): Answers => ({ 'connection.current': () => states[name] })

const where = 'harbour:18789'

function refusedWith<Code extends ErrorCode>(code: Code, details: DetailsOf<Code>): Answers {
  const error = errorReport(code, details)
  return { 'connection.current': () => ({ ...states.tokenMissing, error }) }
}

const welcome = {
  hash: '#/welcome',
  answers: {
    'welcome.isDue': () => true,
    'credentials.vault': () => ({ backend: 'memory', why: 'org.freedesktop.secrets' }),
  },
} satisfies Scene

async function fillInHost({ page }: BenchWindow): Promise<void> {
  await page.getByRole('combobox', { name: 'Host' }).fill('harbour')
  await page.keyboard.press('Escape')
  await page.getByText('~/.ssh/id_harbour').waitFor()
}

async function connectOverSsh(window: BenchWindow): Promise<void> {
  await window.page.getByRole('button', { name: /over SSH/ }).click()
  await fillInHost(window)
  await window.page.keyboard.press('Enter')
}

const scenes: Readonly<Record<string, Scene>> = {
  'welcome: three choices': welcome,
  'welcome: a host': {
    ...welcome,
    act: async window => {
      await window.page.getByRole('button', { name: /over SSH/ }).click()
      await fillInHost(window)
    },
  },
  'welcome: an import': {
    ...welcome,
    act: async ({ page }) => {
      await page.getByRole('button', { name: /OpenClaw/ }).click()
      await page.getByRole('textbox').fill('~/.openclaw/openclaw.json')
      await page.keyboard.press('Enter')
      await page.getByText('gateway.remote.token').waitFor()
    },
  },
  'welcome: an attempt that fails': {
    ...welcome,
    act: async window => {
      await connectOverSsh(window)
      await window.tell('connection.changed', states.waiting)
      await window.page.getByText(errors.unreachable.code).waitFor()
    },
  },
  'welcome: connected': {
    ...welcome,
    act: async window => {
      await connectOverSsh(window)
      await window.tell('connection.changed', states.online)
      await window.page.getByRole('heading', { level: 1, name: /connected to harbour/ }).waitFor()
    },
  },
  'connect, with recent gateways and a host typed': {
    hash: '#/connect',
    answers: { 'connection.recent': () => recent },
    act: fillInHost,
  },
  'connect, with what is wrong': {
    hash: '#/connect',
    act: async ({ page }) => {
      await page.getByRole('radio', { name: /A gateway address/ }).click()
      await page.getByRole('textbox', { name: 'Address' }).fill('https://quay.example/?token=x')
      await page.getByRole('textbox', { name: 'Certificate fingerprint' }).fill('ab:cd')
      await page.getByRole('button', { name: 'Connect', exact: true }).click()
      await page.getByText('64 hex digits').first().waitFor()
    },
  },
  'connect, with a test that stopped': {
    hash: '#/connect',
    answers: { 'connection.test': () => ladderAt('tcp', 'failed', errors.unreachable) },
    act: async window => {
      await fillInHost(window)
      await window.page.getByRole('button', { name: 'Test connection' }).click()
      await window.page.getByText('It stopped at the step').waitFor()
    },
  },
  connecting: { hash: '#/connect', answers: at('opening') },
  'connected, with a port for others': {
    hash: '#/connect',
    answers: { ...at('online'), 'localPort.current': () => ({ phase: 'listening', port: 18_789 }) },
  },
  'connected, that port taken': {
    hash: '#/connect',
    answers: { ...at('degraded'), 'localPort.current': () => ({ phase: 'taken', error: errors.portTaken }) },
  },
  'connected at its address, with another host key at SSH': { hash: '#/connect', answers: at('sshStopped') },
  'connected over SSH, with another certificate at its address': {
    hash: '#/connect',
    answers: at('addressStopped'),
  },
  'waiting to reconnect': { hash: '#/connect', answers: at('waiting') },
  'a token is missing': { hash: '#/connect', answers: at('tokenMissing') },
  'a password is missing': { hash: '#/connect', answers: refusedWith('GATEWAY_PASSWORD_MISSING', { where }) },
  'a setup code has expired': { hash: '#/connect', answers: refusedWith('SETUP_CODE_REFUSED', { where }) },
  pairing: { hash: '#/connect', answers: at('pairing') },
  'a changed host key': { hash: '#/connect', answers: at('keyChanged') },
  'a changed certificate': { hash: '#/connect', answers: at('pinChanged') },
  'the system’s ssh is needed': { hash: '#/connect', answers: at('needsSystemSsh') },
  'an unknown host key': {
    hash: '#/connect',
    answers: asking({ ...hostKeyQuestion, otherKnownTypes: ['ssh-rsa'], alsoKnownAs: ['old-harbour'] }),
  },
  'a password': {
    hash: '#/connect',
    answers: asking({ kind: 'password', host: 'harbour', user: 'maria', attempt: 2, via: 'bastion' }),
  },
  'a passphrase': {
    hash: '#/connect',
    answers: asking({ kind: 'passphrase', path: '/home/maria/.ssh/id_ed25519', attempt: 1 }),
  },
  'a server’s own questions': {
    hash: '#/connect',
    answers: asking({
      kind: 'keyboard-interactive',
      host: 'harbour',
      user: 'maria',
      name: 'Two-step login',
      instructions: 'Look at your phone.',
      questions: [
        { text: 'Code:', echo: true },
        { text: '', echo: false },
      ],
    }),
  },
  'a question about reading the secret': { hash: '#/connect', answers: asking(readQuestion) },
  'a question about the right to everything': { hash: '#/gateway', answers: asking(adminQuestion) },
  'the same about the gateway of this computer': {
    hash: '#/gateway',
    answers: asking({ ...adminQuestion, target: { kind: 'local' } }),
  },
  'a question about approving this device': {
    hash: '#/connect',
    answers: asking({
      ...readQuestion,
      what: 'approve',
      commands: [
        '/home/maria/.local/bin/openclaw devices list --json',
        '/home/maria/.local/bin/openclaw devices approve 7c9e6679-7425-40de-944b-e07fc1f90ae7',
      ],
    }),
  },
  'a page that is signed out': {
    hash: '#/connect',
    answers: {
      'connection.current': () => {
        throw appError('PAGE_SIGNED_OUT', {})
      },
    },
  },
}

test.each(Object.keys(scenes))('%s: accessible, translated, and as wide as its window', async name => {
  await walk(window, scenes[name]!)
})
