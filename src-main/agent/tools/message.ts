// message: reaches the person, or somebody else, through a channel such as Telegram; with a file of the workspace, too.
import { z } from 'zod'
import { defineTool, failure } from './tool.ts'
import type { ToolHost } from './tool-host.ts'
import { readWholeFile, type WorkspaceFile } from './workspace-file.ts'
import { WorkspaceError, type Workspace } from './workspace.ts'

const maxFileBytes = 50 * 1024 * 1024

export function messageTool({ channels }: Pick<ToolHost, 'channels'>, workspace: Workspace) {
  const names = channels.list().map(({ id }) => id)
  return defineTool({
    name: 'message',
    description: `Sends a message, and perhaps a picture or another file of the workspace, through a channel of this gateway (${names.join(', ')}). Only on the person’s wish: it reaches somebody outside.`,
    input: z
      .object({
        channel: z.string().max(100).optional().describe('Needed unless there is only one.'),
        to: z
          .string()
          .min(1)
          .max(300)
          .optional()
          .describe(
            'Whom to reach, in the channel’s own terms: a chat id, a number. Absent: whoever asked there for this answer.',
          ),
        text: z.string().max(20_000).default(''),
        file: z.string().min(1).max(4_096).optional().describe('A file in the workspace, to be sent along.'),
      })
      .refine(({ text, file }) => text !== '' || file !== undefined, 'it needs text or a file'),
    title: ({ channel, to, file }) =>
      `Message${file === undefined ? '' : ` with ${file}`} to ${to ?? 'whoever asked'}${channel ? ` (${channel})` : ''}`,
    async run({ channel, to, text, file: given }, { conversation, runId, callId }) {
      let file: WorkspaceFile | undefined
      try {
        file = given === undefined ? undefined : await readWholeFile(workspace, given, maxFileBytes)
      } catch (error) {
        if (error instanceof WorkspaceError) return failure(error.message)
        throw error
      }
      const reply = await channels.send({ conversation, runId, callId, channel, to, text, file })
      return reply.ok ? { text: `Sent (${reply.messageId}).` } : failure(reply.why)
    },
  })
}
