// write: puts a text file into the workspace.
import { z } from 'zod'
import { defineTool, failure } from './tool.ts'
import { writeText } from './workspace-text.ts'
import { WorkspaceError, type Workspace } from './workspace.ts'

export function writeTool(workspace: Workspace) {
  return defineTool({
    name: 'write',
    description:
      'Writes a text file in the workspace folder, replacing it if it is there. Folders on the way are made. To change a part of a file, use edit.',
    input: z.object({
      path: z.string().min(1).max(4_096).describe('Relative to the workspace folder.'),
      content: z.string().describe('The whole text of the file.'),
    }),
    title: ({ path }) => `Write ${path}`,
    async run({ path, content }) {
      try {
        await writeText(workspace, path, content)
        return { text: `Written: ${path} (${Buffer.byteLength(content)} bytes).` }
      } catch (error) {
        if (error instanceof WorkspaceError) return failure(error.message)
        throw error
      }
    },
  })
}
