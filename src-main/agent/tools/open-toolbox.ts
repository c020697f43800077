// The toolbox of one gateway. Imported at first use only: see agent.ts.
import { makeTools, type ToolSurroundings } from './make-tools.ts'
import { createToolbox, type Toolbox } from './toolbox.ts'

export function openToolbox(surroundings: ToolSurroundings, onError: (error: unknown) => void): Toolbox {
  const { root } = surroundings.workspace
  const { commands } = surroundings.host
  const lostCall = (runId: string, callId: string) => commands.lostCall(runId, callId)
  return createToolbox({ tools: makeTools(surroundings), workspace: root, lostCall, onError })
}
