// Who is here: the gateway itself, windows and nodes. Command-line calls come and go without being announced.
import os from 'node:os'
import type { ClientSession } from './client-session.ts'
import type { Hub } from './hub.ts'

export type Presence = ReturnType<typeof createPresence>

export function createPresence(hub: Hub, version: string, startedAt: number) {
  const host = os.hostname()
  let changes = 1

  function entries() {
    const self = {
      host,
      version,
      platform: process.platform,
      mode: 'gateway',
      reason: 'self',
      text: `Gateway: ${host} · ${version}`,
      ts: Date.now(),
      onlineSince: startedAt,
    }
    return [self, ...[...hub.sessions].filter(isShown).map(toEntry)]
  }

  return {
    entries,
    version: () => changes,
    /** Counts the change, if it is one that is shown. */
    changed(session: ClientSession): boolean {
      if (!isShown(session)) return false
      changes += 1
      return true
    },
  }
}

function isShown({ client, admission }: ClientSession): boolean {
  return admission.role === 'node' || client.mode === 'ui' || client.mode === 'webchat'
}

function toEntry({ client, admission, peer, connectedAt }: ClientSession) {
  return {
    ts: connectedAt,
    onlineSince: connectedAt,
    host: client.displayName ?? client.id,
    ip: peer.address,
    version: client.version,
    platform: client.platform,
    ...(client.deviceFamily === undefined ? {} : { deviceFamily: client.deviceFamily }),
    ...(client.instanceId === undefined ? {} : { instanceId: client.instanceId }),
    ...(admission.deviceId === undefined ? {} : { deviceId: admission.deviceId }),
    mode: client.mode,
    reason: 'connect',
    roles: [admission.role],
    scopes: [...admission.scopes],
  }
}
