import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows } from '../../support/chat-events.ts'
import { mainKey, onlineAs, requestFailed, scriptChatGateway } from '../../support/chat-gateway.ts'
import { composer, openChatBench, soon, type ChatBench } from '../../support/chat-page.ts'
import type { BenchWindow } from '../../support/window-bench.ts'
import { states } from '../../support/window-fixtures.ts'

let chat: ChatBench
beforeAll(async () => {
  chat = await openChatBench()
})
afterAll(() => chat.close())

describe('sessions', () => {
  const boat = 'agent:main:dashboard:1'
  const withSessions = () => {
    const gateway = scriptChatGateway()
    gateway.sessions.push(
      { key: mainKey, updatedAt: 5, lastMessagePreview: 'hi there' },
      { key: boat, label: 'Boat', updatedAt: 4, unread: true },
      { key: 'agent:main:dashboard:2', derivedTitle: 'What to cook', updatedAt: 3, hasActiveRun: true },
    )
    gateway.rows.set(mainKey, [rows.user('in the main chat')])
    gateway.rows.set(boat, [rows.user('about the boat')])
    return gateway
  }
  const session = (window: BenchWindow, name: RegExp) =>
    window.page.getByRole('navigation', { name: 'Chat sessions' }).getByRole('button', { name })

  test('are switched, keep their drafts, and are read once opened', async () => {
    const gateway = withSessions()
    const window = await chat.open(gateway)
    await window.page.getByText('in the main chat').waitFor()
    await composer(window).fill('main draft')
    await session(window, /^Boat \(unread\)/).click()
    await window.page.getByText('about the boat').waitFor()
    await expect.poll(() => composer(window).inputValue(), soon).toBe('')
    await session(window, /^Boat(?! \(unread\))/).waitFor()
    await expect.poll(() => gateway.asked('sessions.patch'), soon).toEqual([{ key: boat, unread: false }])
    await session(window, /What to cook \(answering now\)/).waitFor()
    await window.tell('connection.changed', states.waiting)
    await session(window, /What to cook \(answering now\)/).waitFor({ state: 'hidden' })
    await window.tell('connection.changed', onlineAs('c-2'))
    await session(window, /What to cook \(answering now\)/).waitFor()
    await session(window, /^Main chat/).click()
    await window.page.getByText('in the main chat').waitFor()
    await expect.poll(() => composer(window).inputValue(), soon).toBe('main draft')
  })

  test('are opened again where a reloaded window left off', async () => {
    const gateway = withSessions()
    const window = await chat.open(gateway)
    await session(window, /^Boat/).click()
    await window.page.getByText('about the boat').waitFor()
    await window.page.reload()
    await window.page.getByText('about the boat').waitFor()
  })

  test('are made, renamed, begun anew and deleted, the last two only after a question', async () => {
    const gateway = withSessions()
    const window = await chat.open(gateway)
    await window.page.getByText('in the main chat').waitFor()
    await window.page.getByRole('button', { name: 'New chat' }).click()
    await window.page.getByRole('heading', { name: 'New chat' }).waitFor()

    await session(window, /^Boat/).click()
    await window.page.getByText('about the boat').waitFor()
    const menu = window.page.getByRole('button', { name: 'What to do with Boat' })
    await menu.focus()
    await menu.press('Enter')
    await window.page.getByRole('button', { name: 'Rename…' }).filter({ visible: true }).click()
    await window.page.getByRole('textbox', { name: 'Name' }).fill('Ship')
    // The list may be read again at any time from here on.
    gateway.sessions[1] = { ...gateway.sessions[1], label: 'Ship' }
    await window.page.getByRole('textbox', { name: 'Name' }).press('Enter')
    await window.page.getByRole('heading', { name: 'Ship' }).waitFor()
    await expect
      .poll(() => gateway.asked('sessions.patch').at(-1), soon)
      .toEqual({ key: boat, label: 'Ship' })

    await window.page.getByRole('button', { name: 'What to do with Ship' }).click()
    await window.page.getByRole('button', { name: 'Begin anew…' }).filter({ visible: true }).click()
    expect(gateway.asked('sessions.reset')).toEqual([])
    gateway.rows.set(boat, [rows.reset()])
    await window.page.getByRole('dialog').getByRole('button', { name: 'Begin anew' }).click()
    await window.page.getByRole('separator', { name: 'A new conversation begins here' }).waitFor()

    await window.page.getByRole('button', { name: 'What to do with Ship' }).click()
    await window.page.getByRole('button', { name: 'Delete…' }).filter({ visible: true }).click()
    await window.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(gateway.asked('sessions.delete')).toEqual([])
    await window.page.getByRole('button', { name: 'What to do with Ship' }).click()
    await window.page.getByRole('button', { name: 'Delete…' }).filter({ visible: true }).click()
    await window.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await window.page.getByText('in the main chat').waitFor()
    expect(gateway.asked('sessions.delete')).toEqual([{ key: boat }])
  })

  test('a name that is taken is said where it was entered', async () => {
    const gateway = withSessions()
    gateway.on('sessions.patch', () => {
      throw requestFailed('sessions.patch', 'label already in use')
    })
    const window = await chat.open(gateway)
    await window.page.getByRole('button', { name: 'What to do with What to cook' }).click()
    await window.page.getByRole('button', { name: 'Rename…' }).filter({ visible: true }).click()
    await window.page.getByRole('textbox', { name: 'Name' }).press('Enter')
    await window.page.getByRole('dialog').getByText('label already in use').waitFor()
  })

  test('are searched, and are behind a button where there is no room for them', async () => {
    const gateway = withSessions()
    const window = await chat.open(gateway, { viewport: { width: 400, height: 800 } })
    await window.page.getByText('in the main chat').waitFor()
    await window.page.getByRole('button', { name: 'Sessions' }).click()
    const drawer = window.page.getByRole('dialog', { name: 'Sessions' })
    await drawer.getByRole('searchbox').fill('cook')
    await expect.poll(() => drawer.getByRole('listitem').count(), soon).toBe(1)
    await drawer.getByRole('searchbox').fill('boat')
    await drawer.getByRole('button', { name: /^Boat/ }).first().click()
    await window.page.getByText('about the boat').waitFor()
    await drawer.waitFor({ state: 'hidden' })
  })
})
