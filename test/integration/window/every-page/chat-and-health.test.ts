// Chat and health, in each state a person can meet them in.
import { afterAll, beforeAll, test } from 'vitest'
import { phrase } from '../../../../src-shared/said.ts'
import { rows, runEvents } from '../../../support/chat-events.ts'
import { mainKey, scriptChatGateway, tellEvents } from '../../../support/chat-gateway.ts'
import { openWalk, walk, type Scene } from '../../../support/page-walk.ts'
import {
  openWindowBench,
  type Answers,
  type BenchWindow,
  type WindowBench,
} from '../../../support/window-bench.ts'
import { badNight, doctorReport, healthy, states } from '../../../support/window-fixtures.ts'

let bench: WindowBench
let window: BenchWindow
beforeAll(async () => {
  bench = await openWindowBench()
  window = await openWalk(bench)
})
afterAll(() => bench.close())

const at = (name: keyof typeof states): Answers => ({ 'connection.current': () => states[name] })

function conversation(): Answers {
  const gateway = scriptChatGateway()
  gateway.sessions.push(
    { key: mainKey, updatedAt: Date.now() - 60_000, lastMessagePreview: 'Tide at six' },
    { key: 'agent:main:dashboard:5f0c1c4e-0000-4000-8000-000000000001', unread: true, hasActiveRun: true },
  )
  gateway.rows.set(mainKey, [
    rows.user('What is on the quay?'),
    rows.assistant([
      { type: 'thinking', thinking: 'They ask about the quay.' },
      { type: 'toolCall', id: 'call-1', name: 'read', arguments: { path: '/quay' } },
    ]),
    rows.toolResult('call-1', 'read', 'crates'),
    rows.assistant(
      'Crates:\n\n| Crate | Kilo |\n| --- | --- |\n| tea | 40 |\n\n- [x] weighed\n- [ ] loaded\n\n```sh\nls /quay\n```\n\n' +
        'See [the list](https://quay.example/list) and ![a plan](https://quay.example/plan.png).',
    ),
    rows.reset(),
    rows.user('And now?'),
  ])
  return gateway.answers
}

async function openSessionDialog({ page }: BenchWindow, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'What to do with New chat' }).click()
  await page.getByRole('button', { name: entry }).click()
  await page.getByRole('dialog').waitFor()
}

const scenes: Readonly<Record<string, Scene>> = {
  'chat, not connected': { hash: '#/chat' },
  'chat, a failed connection': { hash: '#/chat', answers: at('needsSystemSsh') },
  'chat, a conversation': {
    hash: '#/chat',
    answers: conversation(),
    act: async window => {
      await window.page.getByText('Kilo').waitFor()
      const run = runEvents('run-7')
      await tellEvents(window, [run.status(1, 'starting_model')])
      await window.page.getByText('Starting the model…').waitFor()
      for (const card of await window.page.locator('summary').all()) await card.click()
    },
  },
  'chat, an answer that failed': {
    hash: '#/chat',
    answers: conversation(),
    act: async window => {
      await window.page.getByText('Kilo').waitFor()
      const run = runEvents('run-8')
      await tellEvents(window, [
        run.delta(1, 'The tide'),
        run.toolStart(2, 'call-2', 'exec', { command: 'tide' }),
        run.error(3, 'overloaded'),
      ])
      await window.page.getByText('The answer failed.').waitFor()
    },
  },
  'chat, commands': {
    hash: '#/chat',
    answers: conversation(),
    act: async ({ page }) => {
      await page.getByRole('textbox', { name: 'Message', exact: true }).pressSequentially('/s')
      await page.getByRole('listbox').waitFor()
    },
  },
  'chat, the gateway out of reach': {
    hash: '#/chat',
    answers: conversation(),
    act: async window => {
      await window.page.getByText('Kilo').waitFor()
      await window.tell('connection.changed', states.waiting)
      await window.page.getByText('Gateway unreachable.').waitFor()
    },
  },
  'chat, where a link leads': {
    hash: '#/chat',
    answers: conversation(),
    act: async ({ page }) => {
      await page.getByRole('link', { name: 'the list' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  'chat, a session to rename': {
    hash: '#/chat',
    answers: conversation(),
    act: window => openSessionDialog(window, 'Rename…'),
  },
  'chat, a session to begin anew': {
    hash: '#/chat',
    answers: conversation(),
    act: window => openSessionDialog(window, 'Begin anew…'),
  },
  'chat, a session to delete': {
    hash: '#/chat',
    answers: conversation(),
    act: window => openSessionDialog(window, 'Delete…'),
  },
  'health, idle': { hash: '#/health' },
  'health, good': { hash: '#/health', answers: { ...at('online'), 'health.current': () => healthy } },
  'health, with complaints': {
    hash: '#/health',
    answers: {
      ...at('online'),
      'health.current': () => ({
        ...healthy,
        gateway: healthy.gateway && {
          ...healthy.gateway,
          channels: [{ id: 'slack', label: 'Slack', status: 'error', detail: 'invalid_auth' }],
          complaints: [phrase('pluginsFailed', { count: 2 }), phrase('modelsDegraded')],
        },
      }),
    },
  },
  'health, reconnecting': {
    hash: '#/health',
    answers: { ...at('waiting'), 'health.current': () => healthy },
  },
  'health, the doctor has found the cause': {
    hash: '#/health',
    answers: { ...at('waiting'), 'doctor.run': () => doctorReport },
    act: async ({ page }) => {
      await page.getByRole('button', { name: 'Run the doctor' }).click()
      await page.getByText('not reached').first().waitFor()
    },
  },
  'health, the report to look through': {
    hash: '#/health',
    answers: {
      ...at('online'),
      'health.current': () => healthy,
      'bundle.collect': () => ({ id: 'one', files: [{ name: 'here/summary.txt', text: 'Gangway 0.1.0\n' }] }),
    },
    act: async ({ page }) => {
      await page.getByRole('button', { name: 'Show what it holds' }).click()
      await page.getByText('here/summary.txt').click()
      await page.getByText('Gangway 0.1.0').waitFor()
    },
  },
  'health, with a night behind it': {
    hash: '#/health',
    answers: {
      ...at('online'),
      'health.current': () => healthy,
      'timeline.current': () => ({ entries: badNight }),
    },
  },
}

test.each(Object.keys(scenes))('%s: accessible, translated, and as wide as its window', async name => {
  await walk(window, scenes[name]!)
})
