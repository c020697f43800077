// A node's question to people bears the name of the call that it is about, so that both end together.
const prefix = 'node-call:'

export function approvalIdOfCall(callId: string): string {
  return prefix + callId
}

/** Undefined for an id that names no call. */
export function callOfApprovalId(id: string): string | undefined {
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined
}
