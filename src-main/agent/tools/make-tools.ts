// The tools of one gateway: those that its configuration permits and its surroundings make possible.
import { mayRunAtGateway } from '../../../src-shared/exec-rules.ts'
import { editTool } from './edit.ts'
import { execTool } from './exec.ts'
import { lsTool } from './ls.ts'
import { messageTool } from './message.ts'
import { nodesTool } from './nodes.ts'
import { readTool } from './read.ts'
import { sessionTools } from './sessions.ts'
import type { Tool } from './tool.ts'
import type { ToolHost } from './tool-host.ts'
import { permittedTools, type ToolsConfig } from './tools-config.ts'
import { webFetchTool } from './web-fetch.ts'
import type { Workspace } from './workspace.ts'
import { writeTool } from './write.ts'

export type ToolSurroundings = {
  /** Its contents may change while the gateway runs. */
  readonly config: ToolsConfig
  readonly workspace: Workspace
  readonly host: ToolHost
}

/** The tools to offer at the moment. What cannot do anything here is not offered: each costs a model attention. */
export function makeTools({ config, workspace, host }: ToolSurroundings): () => Tool[] {
  const files = [readTool(workspace), writeTool(workspace), editTool(workspace), lsTool(workspace)]
  const always = [...files, ...sessionTools(host), nodesTool(host, workspace)]
  const webFetch = webFetchTool(config.webFetch)
  const exec = execTool(workspace, host, config.exec)
  return () =>
    permittedTools(
      [
        ...always,
        ...(host.channels.list().length > 0 ? [messageTool(host, workspace)] : []),
        ...(config.webFetch.enabled ? [webFetch] : []),
        ...(mayRunAtGateway(config.exec.rules) ? [exec] : []),
      ],
      config,
    )
}
