// Asks Telegram whose token this is: the way to find out whether it is good.
import { openBotApi, readQuestionFailure, signalFor } from './bot-api.ts'
import type { Bot } from './read-update.ts'

/** Errors: TELEGRAM_TOKEN_REFUSED, _UNREACHABLE, _BUSY, _REFUSED. */
export async function askWhoItIs(token: string, apiRoot: string, signal: AbortSignal): Promise<Bot> {
  const { call } = openBotApi(token, apiRoot)
  try {
    const { id, username } = await call.getMe(signalFor(signal))
    return { id, username }
  } catch (error) {
    throw readQuestionFailure(error, apiRoot)
  }
}
