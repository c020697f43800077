// read: the text of a file in the workspace.
import { z } from 'zod'
import { defineTool, failure, type ToolOutcome } from './tool.ts'
import { readText } from './workspace-text.ts'
import { WorkspaceError, type Workspace } from './workspace.ts'

const defaultLines = 1_000

export function readTool(workspace: Workspace) {
  return defineTool({
    name: 'read',
    description: `Reads a text file in the workspace folder. Long files are read in parts: ${defaultLines} lines from line \`offset\` on.`,
    input: z.object({
      path: z.string().min(1).max(4_096).describe('Relative to the workspace folder.'),
      offset: z.int().min(1).optional().describe('The first line to read; 1 is the beginning.'),
      limit: z.int().min(1).max(10_000).optional().describe('How many lines to read.'),
    }),
    title: input => `Read ${input.path}`,
    async run({ path, offset = 1, limit = defaultLines }) {
      try {
        return partOf(await readText(workspace, path), offset, limit)
      } catch (error) {
        if (error instanceof WorkspaceError) return failure(error.message)
        throw error
      }
    },
  })
}

function partOf(text: string, offset: number, limit: number): ToolOutcome {
  const lines = text.split('\n')
  if (offset > lines.length) return failure(`The file has ${lines.length} lines.`)
  const part = lines.slice(offset - 1, offset - 1 + limit)
  const last = offset - 1 + part.length
  const rest = last < lines.length ? `\n(Lines ${offset} to ${last} of ${lines.length}.)` : ''
  return { text: part.join('\n') + rest }
}
