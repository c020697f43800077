// The toolbox of one gateway. Imported at first use only: see agent.ts.
import { makeTools, type ToolSurroundings } from './make-tools.ts'
import { createToolbox, type Toolbox } from './toolbox.ts'

export function openToolbox(surroundings: ToolSurroundings, onError: (error: unknown) => void): Toolbox {
  const { root } = surroundings.workspace
  return createToolbox({ tools: makeTools(surroundings), workspace: root, onError })
}
