// The chat page with a scripted gateway behind it, and what a person does there. For tests: what is opened is closed
// when the test has ended.
import { expect, onTestFinished } from 'vitest'
import type { ConnectionState } from '../../src-shared/connection.ts'
import type { ChatGateway } from './chat-gateway.ts'
import { openChatOutbox, type ChatOutbox } from './chat-outbox.ts'
import { makeTempDir } from './temp-dir.ts'
import { openWindowBench, type BenchWindow, type WindowOptions } from './window-bench.ts'

/** A busy machine may take its time; a right answer that is late is right. */
export const soon = { timeout: 50_000 }

export type ChatBench = {
  readonly open: (gateway: ChatGateway, options?: WindowOptions) => Promise<BenchWindow>
  /** The same with the app's own outbox between window and gateway, on disk. */
  readonly openWithOutbox: (
    gateway: ChatGateway,
    options?: { stateDir?: string; maxBytes?: number; state?: ConnectionState },
  ) => Promise<BenchWindow & { readonly stateDir: string; readonly outbox: ChatOutbox }>
  readonly close: () => Promise<void>
}

/** A browser for the chat pages of one file; the caller closes it. */
export async function openChatBench(): Promise<ChatBench> {
  const bench = await openWindowBench()
  const open: ChatBench['open'] = async (gateway, options = {}) => {
    const window = await bench.open({
      hash: '#/chat',
      ...options,
      answers: { ...gateway.answers, ...options.answers },
    })
    onTestFinished(() => window.close())
    return window
  }
  return {
    open,
    openWithOutbox: async (gateway, { stateDir: given, maxBytes, state } = {}) => {
      const stateDir = given ?? (await temporaryDir())
      const outbox = openChatOutbox(gateway, stateDir, { maxBytes, state })
      onTestFinished(outbox.close)
      const window = outbox.behind(
        await open(gateway, {
          answers: { ...outbox.answers, ...(state ? { 'connection.current': () => state } : {}) },
        }),
      )
      return { ...window, stateDir, outbox }
    },
    close: () => bench.close(),
  }
}

async function temporaryDir(): Promise<string> {
  const dir = await makeTempDir('chat')
  onTestFinished(dir.remove)
  return dir.path
}

export const composer = (window: BenchWindow) =>
  window.page.getByRole('textbox', { name: 'Message', exact: true })

/** What the screen says of each message, in order. */
export async function said(window: BenchWindow): Promise<string[]> {
  const all = await window.page.getByRole('article').allInnerTexts()
  return all.map(text => text.replaceAll(/\s*\d{1,2}:\d{2}\s*(?:AM|PM)?|\s*Copy message/g, '').trim())
}

/** Types a message, sends it, and gives the key it was sent under. */
export async function send(window: BenchWindow, gateway: ChatGateway, text: string): Promise<string> {
  const before = gateway.asked('chat.send').length
  await composer(window).fill(text)
  await composer(window).press('Enter')
  await expect.poll(() => gateway.asked('chat.send').length, soon).toBe(before + 1)
  return String(gateway.asked('chat.send')[before]?.['idempotencyKey'])
}
