// edit: replaces a part of a text file in the workspace.
import { z } from 'zod'
import { defineTool, failure } from './tool.ts'
import { readText, writeText } from './workspace-text.ts'
import { WorkspaceError, type Workspace } from './workspace.ts'

export function editTool(workspace: Workspace) {
  return defineTool({
    name: 'edit',
    description:
      'Replaces a part of a text file in the workspace folder. The old text must stand in it exactly once.',
    input: z.object({
      path: z.string().min(1).max(4_096).describe('Relative to the workspace folder.'),
      oldText: z
        .string()
        .min(1)
        .describe('Exactly as it stands in the file, with enough around it to be unique.'),
      newText: z.string().describe('What takes its place.'),
    }),
    title: ({ path }) => `Edit ${path}`,
    async run({ path, oldText, newText }) {
      try {
        const before = await readText(workspace, path)
        const [head = '', ...rest] = before.split(oldText)
        if (rest.length === 0) return failure(`The old text does not stand in ${path}.`)
        if (rest.length > 1) return failure(`The old text stands in ${path} ${rest.length} times.`)
        await writeText(workspace, path, head + newText + rest.join(''))
        return { text: `Changed: ${path}.` }
      } catch (error) {
        if (error instanceof WorkspaceError) return failure(error.message)
        throw error
      }
    },
  })
}
