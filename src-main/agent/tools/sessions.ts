// sessions_list, sessions_history, sessions_send: the person's other conversations.
import { z } from 'zod'
import { defineTool, failure, type Tool } from './tool.ts'
import type { ToolHost } from './tool-host.ts'

const maxWaitSeconds = 300

export function sessionTools({ sessions }: Pick<ToolHost, 'sessions'>): Tool[] {
  return [
    defineTool({
      name: 'sessions_list',
      description: 'Lists the person’s conversations on this gateway, the latest first.',
      input: z.object({
        search: z.string().max(200).optional().describe('A part of its name or first words.'),
        limit: z.int().min(1).max(100).optional(),
      }),
      title: ({ search }) => (search ? `Sessions with “${search}”` : 'Sessions'),
      run({ search, limit = 20 }) {
        const found = sessions.list({ search, limit })
        if (found.length === 0) return { text: 'There are none.' }
        const lines = found.map(({ key, label, title, updatedAt, isBusy }) =>
          [key, label ?? title ?? '', new Date(updatedAt).toISOString(), isBusy ? 'busy' : '']
            .filter(Boolean)
            .join(' | '),
        )
        return { text: lines.join('\n') }
      },
    }),
    defineTool({
      name: 'sessions_history',
      description: 'Reads what was said lately in one of the conversations that sessions_list shows.',
      input: z.object({
        sessionKey: z.string().min(1).max(512),
        limit: z.int().min(1).max(100).optional().describe('How many messages; 20 when absent.'),
      }),
      title: ({ sessionKey }) => `History of ${sessionKey}`,
      run({ sessionKey, limit = 20 }) {
        const said = sessions.history(sessionKey, limit)
        if (!said) return failure(`There is no session ${sessionKey}.`)
        if (said.length === 0) return { text: 'Nothing was said there.' }
        return {
          text: said
            .map(({ role, text, at }) => `[${new Date(at).toISOString()}] ${role}: ${text}`)
            .join('\n\n'),
        }
      },
    }),
    defineTool({
      name: 'sessions_send',
      description:
        'Says something in another conversation; the assistant answers it there. With waitSeconds, that answer is waited for and returned.',
      input: z.object({
        sessionKey: z.string().min(1).max(512),
        message: z.string().min(1).max(50_000),
        waitSeconds: z
          .number()
          .min(0)
          .max(maxWaitSeconds)
          .optional()
          .describe('0, the default: do not wait.'),
      }),
      title: ({ sessionKey }) => `Say in ${sessionKey}`,
      async run({ sessionKey, message, waitSeconds = 0 }, { signal, ...onBehalf }) {
        const asked = { ...onBehalf, to: sessionKey, text: message, waitMs: waitSeconds * 1_000 }
        const reply = await sessions.send(asked, signal)
        if (!reply.ok) return failure(reply.why)
        return { text: reply.answer ?? 'Said. The answer comes there.' }
      },
    }),
  ]
}
