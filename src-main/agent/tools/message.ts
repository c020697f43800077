// message: reaches the person, or somebody else, through a channel such as Telegram.
import { z } from 'zod'
import { defineTool, failure } from './tool.ts'
import type { ToolHost } from './tool-host.ts'

export function messageTool({ channels }: Pick<ToolHost, 'channels'>) {
  const names = channels.list().map(({ id }) => id)
  return defineTool({
    name: 'message',
    description: `Sends a text message through a channel of this gateway (${names.join(', ')}). Only on the person’s wish: it reaches somebody outside.`,
    input: z.object({
      channel: z.string().max(100).optional().describe('Needed unless there is only one.'),
      to: z
        .string()
        .min(1)
        .max(300)
        .describe('Whom to reach, in the channel’s own terms: a chat id, a number.'),
      text: z.string().min(1).max(20_000),
    }),
    title: ({ channel, to }) => `Message to ${to}${channel ? ` (${channel})` : ''}`,
    async run({ channel, to, text }, { conversation, runId, callId }) {
      const reply = await channels.send({ conversation, runId, callId, channel, to, text })
      return reply.ok ? { text: `Sent (${reply.messageId}).` } : failure(reply.why)
    },
  })
}
