// `gangway chat [TEXT…]`: one message and its answer as it is written, or a conversation until the input ends.
import { createInterface } from 'node:readline'
import { fullSessionKey } from '../../../src-shared/chat.ts'
import { isAppError } from '../../../src-shared/errors.ts'
import { openSettings } from '../../settings/settings-store.ts'
import { followAnswer, type Conversing } from '../chat-answer.ts'
import { connectOnce, type Online } from '../connect-once.ts'
import type { CliContext } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { choose, type GatewayOptions } from '../reach-gateway.ts'
import { appAt, throughAppNote } from '../through-app.ts'
import { withCore } from '../with-core.ts'

export type ChatOptions = GatewayOptions & { readonly session?: string | undefined }

export async function chat(
  context: CliContext,
  words: readonly string[],
  options: ChatOptions,
): Promise<ExitCode> {
  const talk = (connection: Conversing, online: Online) => {
    const session = fullSessionKey(options.session ?? 'main', online.gateway.mainSessionKey)
    return words.length > 0
      ? sendOne(context, connection, session, words.join(' '))
      : converse(context, connection, session, online)
  }
  const settings = await openSettings(context.stateDir)
  const app = await appAt(context, options, await choose(context, options, settings), true)
  if (app?.state.phase === 'online') {
    context.output.note(throughAppNote)
    return talk(app, app.state).finally(app.close)
  }
  const parts = { acceptedHostKeys: options.acceptHostKey, mayStartGateway: true }
  return withCore(context, parts, async core => {
    const choice = await choose(context, options, core.settings)
    return talk(core.connection, await connectOnce(core, choice, context.signal))
  })
}

async function sendOne(
  context: CliContext,
  connection: Conversing,
  session: string,
  text: string,
): Promise<ExitCode> {
  const { output, signal } = context
  let isTaken = false
  const answer = await followAnswer(connection, session, text, signal, {
    onText: part => output.write(part),
    onTaken: () => (isTaken = true),
  }).catch((error: unknown) => {
    if (!isTaken) throw error
    output.write('\n')
    if (!isAppError(error, 'CANCELLED'))
      output.note(`The gateway has the message and goes on: gangway sessions show ${session}`)
    throw error
  })
  const { runId, outcome, text: whole } = answer
  if (output.json)
    output.result({ ok: outcome === 'done', session, runId, outcome, text: whole, error: answer.error }, [])
  else output.write('\n')
  if (outcome === 'done') return exitCodes.ok
  output.note(answer.error ?? 'The answer was stopped.')
  return exitCodes.refused
}

/** A line a message. Ends with the input (Ctrl-D); an answer that fails does not end it. */
async function converse(
  context: CliContext,
  connection: Conversing,
  session: string,
  online: Online,
): Promise<ExitCode> {
  const { output, terminal, signal } = context
  output.note(`Gateway ${online.gateway.version}, session ${session}. Ctrl-D ends.`)
  const reader = createInterface({
    input: terminal.input,
    output: terminal.output,
    terminal: terminal.isInteractive,
  })
  let isOpen = true
  const onAbort = () => reader.close()
  signal.addEventListener('abort', onAbort, { once: true })
  reader.on('SIGINT', onAbort)
  reader.on('close', () => (isOpen = false))
  reader.setPrompt(terminal.isInteractive ? '› ' : '')
  reader.prompt()
  // Lines that came before the end of the input are still handed out.
  for await (const line of reader) {
    if (line.trim() !== '') await sendOne(context, connection, session, line)
    if (signal.aborted) break
    if (isOpen) reader.prompt()
  }
  signal.removeEventListener('abort', onAbort)
  return exitCodes.ok
}
