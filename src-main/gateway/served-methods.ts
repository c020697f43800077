// Every method that this gateway answers. What is not here is not advertised either.
import { methodTable, type MethodTable } from './method-table.ts'
import { agentMethods } from './methods/agent.ts'
import { approvalMethods } from './methods/approvals.ts'
import { channelMethods } from './methods/channels.ts'
import { chatMethods } from './methods/chat.ts'
import { configurationMethods } from './methods/configuration.ts'
import { deviceMethods } from './methods/devices.ts'
import { execPolicyMethods } from './methods/exec-policy.ts'
import { logMethods } from './methods/logs.ts'
import { nodeRoleMethods } from './methods/node-role.ts'
import { nodeMethods } from './methods/nodes.ts'
import { overviewMethods } from './methods/overview.ts'
import { sessionChangeMethods } from './methods/session-changes.ts'
import { sessionMethods } from './methods/sessions.ts'
import { voiceWakeMethods } from './methods/voice-wake.ts'
import { wakeMethods } from './methods/wake.ts'
import type { Rooms } from './rooms.ts'

export function servedMethods(rooms: Rooms): MethodTable {
  return methodTable(
    overviewMethods(rooms),
    sessionMethods(rooms),
    sessionChangeMethods(rooms),
    chatMethods(rooms),
    agentMethods(rooms),
    deviceMethods(rooms),
    nodeMethods(rooms),
    nodeRoleMethods(rooms),
    approvalMethods(rooms),
    execPolicyMethods(rooms),
    channelMethods(rooms),
    wakeMethods(rooms),
    configurationMethods(rooms),
    voiceWakeMethods(rooms),
    logMethods(rooms),
  )
}
