// ls: what is in a folder of the workspace.
import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { defineTool, failure } from './tool.ts'
import { realPathInside, relativeInside, WorkspaceError, type Workspace } from './workspace.ts'

const maxEntries = 500

export function lsTool(workspace: Workspace) {
  return defineTool({
    name: 'ls',
    description: 'Lists a folder in the workspace: folders end in a slash, files have their size in bytes.',
    input: z.object({
      path: z
        .string()
        .max(4_096)
        .optional()
        .describe('Relative to the workspace folder; absent: the folder itself.'),
    }),
    title: input => `List ${input.path || 'the workspace'}`,
    async run({ path: given = '.' }) {
      try {
        const folder = await realPathInside(workspace, given || '.')
        const names = (await readdir(folder)).sort()
        const lines = await Promise.all(names.slice(0, maxEntries).map(name => describe(folder, name)))
        const more = names.length > maxEntries ? [`(and ${names.length - maxEntries} more)`] : []
        const title =
          `${await relativeInside(workspace, folder)}: ${names.length === 0 ? 'empty' : ''}`.trim()
        return { text: [title, ...lines, ...more].join('\n') }
      } catch (error) {
        if (error instanceof WorkspaceError) return failure(error.message)
        if (error instanceof Error && 'code' in error)
          return failure(`${given} cannot be listed (${String(error.code)}).`)
        throw error
      }
    },
  })
}

async function describe(folder: string, name: string): Promise<string> {
  const facts = await lstat(path.join(folder, name)).catch(() => undefined)
  if (facts?.isDirectory()) return `${name}/`
  return facts?.isFile() ? `${name}  ${facts.size}` : `${name}  (no file)`
}
