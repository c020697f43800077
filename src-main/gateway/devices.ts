// The devices this gateway knows, what each may do, and those that wait for approval.
import { createHmac, randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { ConnectParams } from '@openclaw/gateway-protocol'
import { transaction } from '../sqlite/transaction.ts'
import { allowsAll } from './scopes.ts'
import { sameSecret } from './shared-secret.ts'

export type DeviceRole = {
  readonly role: string
  readonly scopes: readonly string[]
  readonly issuedAt: number
}

export type KnownDevice = {
  readonly id: string
  readonly publicKey: string
  /** What people here call it; else as it calls itself. */
  readonly name: string | undefined
  readonly clientId: string
  readonly clientMode: string
  readonly platform: string
  readonly deviceFamily: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly roles: readonly DeviceRole[]
}

/** Who wants in, as it said itself. */
export type Applicant = {
  readonly deviceId: string
  readonly publicKey: string
  readonly role: string
  readonly scopes: readonly string[]
  readonly clientId: string
  readonly clientMode: string
  readonly platform: string
  readonly deviceFamily: string
  readonly name: string | undefined
  readonly remoteIp: string
}

export type PairingRequest = Applicant & { readonly requestId: string; readonly createdAt: number }

export type PairingReason = 'not-paired' | 'role-upgrade' | 'scope-upgrade' | 'metadata-upgrade'

export type FiledRequest = {
  readonly request: PairingRequest
  readonly isNew: boolean
  /** The request whose place this one has taken. */
  readonly replaced: PairingRequest | undefined
}

const requestsExpireMs = 60 * 60_000
const maxRequests = 50

export function applicantOf(params: ConnectParams, remoteIp: string): Applicant | undefined {
  const { device, client } = params
  if (!device) return undefined
  return {
    deviceId: device.id,
    publicKey: Buffer.from(device.publicKey, 'base64url').toString('base64url'),
    role: params.role ?? 'operator',
    scopes: params.scopes ?? [],
    clientId: client.id,
    clientMode: client.mode,
    platform: client.platform,
    deviceFamily: client.deviceFamily ?? '',
    name: client.displayName,
    remoteIp,
  }
}

export type Devices = ReturnType<typeof createDevices>

/**
 * Device tokens are not stored. A token is HMAC-SHA256(`key`, device | role | generation): the same one can be handed
 * out at every hello, rotating is counting up the generation, and a copy of the database alone holds no token.
 */
export function createDevices(database: DatabaseSync, key: string, now: () => number) {
  const sql = {
    device: database.prepare('SELECT * FROM devices WHERE id = ?'),
    all: database.prepare('SELECT * FROM devices ORDER BY created_at'),
    roles: database.prepare(
      'SELECT * FROM device_roles WHERE device_id = ? AND revoked_at IS NULL ORDER BY role',
    ),
    role: database.prepare('SELECT * FROM device_roles WHERE device_id = ? AND role = ?'),
    saveDevice: database.prepare(
      `INSERT INTO devices (id, public_key, name, client_id, client_mode, platform, device_family, created_at,
         last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, client_id = excluded.client_id,
         client_mode = excluded.client_mode, platform = excluded.platform, device_family = excluded.device_family,
         last_seen_at = excluded.last_seen_at`,
    ),
    saveRole: database.prepare(
      `INSERT INTO device_roles (device_id, role, scopes, issued_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (device_id, role) DO UPDATE SET scopes = excluded.scopes, issued_at = excluded.issued_at,
         generation = generation + 1, revoked_at = NULL`,
    ),
    seen: database.prepare('UPDATE devices SET last_seen_at = ? WHERE id = ?'),
    rename: database.prepare('UPDATE devices SET label = ? WHERE id = ?'),
    rotate: database.prepare(
      'UPDATE device_roles SET generation = generation + 1, issued_at = ? WHERE device_id = ? AND role = ? AND revoked_at IS NULL',
    ),
    setScopes: database.prepare('UPDATE device_roles SET scopes = ? WHERE device_id = ? AND role = ?'),
    revoke: database.prepare(
      'UPDATE device_roles SET generation = generation + 1, revoked_at = ? WHERE device_id = ? AND role = ? AND revoked_at IS NULL',
    ),
    remove: database.prepare('DELETE FROM devices WHERE id = ?'),
    requests: database.prepare('SELECT * FROM pairing_requests WHERE created_at > ? ORDER BY created_at'),
    request: database.prepare('SELECT * FROM pairing_requests WHERE device_id = ? AND role = ?'),
    saveRequest: database.prepare(
      `INSERT INTO pairing_requests (id, device_id, role, body, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device_id, role) DO UPDATE SET id = excluded.id, body = excluded.body,
         created_at = excluded.created_at`,
    ),
    dropRequest: database.prepare('DELETE FROM pairing_requests WHERE id = ?'),
    dropOldRequests: database.prepare(
      `DELETE FROM pairing_requests WHERE created_at <= ? OR id NOT IN
         (SELECT id FROM pairing_requests ORDER BY created_at DESC LIMIT ${maxRequests})`,
    ),
  }

  function find(id: string): KnownDevice | undefined {
    const columns = sql.device.get(id) as DeviceColumns | undefined
    return columns && toDevice(columns, sql.roles.all(id) as RoleColumns[])
  }

  function tokenOf(columns: RoleColumns): string {
    const text = `device-token|${columns.device_id}|${columns.role}|${columns.generation}`
    return createHmac('sha256', key).update(text).digest('base64url')
  }

  function roleOf(deviceId: string, role: string): RoleColumns | undefined {
    const columns = sql.role.get(deviceId, role) as RoleColumns | undefined
    return columns?.revoked_at === null ? columns : undefined
  }

  function openRequests(): PairingRequest[] {
    return (sql.requests.all(now() - requestsExpireMs) as RequestColumns[]).map(toRequest)
  }

  return {
    find,
    list: (): KnownDevice[] =>
      (sql.all.all() as DeviceColumns[])
        .map(columns => find(columns.id))
        .filter(device => device !== undefined),

    /** What an approval would have to add before this applicant may come in; undefined when nothing is missing. */
    missing(applicant: Applicant): PairingReason | undefined {
      const device = find(applicant.deviceId)
      if (!device || device.roles.length === 0) return 'not-paired'
      const role = device.roles.find(held => held.role === applicant.role)
      if (!role) return 'role-upgrade'
      if (!allowsAll(role.scopes, applicant.scopes)) return 'scope-upgrade'
      return describesSame(device, applicant) ? undefined : 'metadata-upgrade'
    },

    /**
     * Lets the device in with what it asked for, beside what it was allowed before. A new token replaces the old, unless it
     * is a known device that was approved for more: it may have nothing else to come back with.
     */
    pair(applicant: Applicant, by: 'secret' | 'approval' = 'secret'): KnownDevice {
      return transaction(database, () => {
        const known = find(applicant.deviceId)
        const role = known?.roles.find(one => one.role === applicant.role)
        const held = role?.scopes ?? []
        const keepsToken = by === 'approval' && role && known && describesSame(known, applicant)
        const { deviceId, publicKey, name, clientId, clientMode, platform, deviceFamily } = applicant
        sql.saveDevice.run(
          deviceId,
          publicKey,
          name ?? null,
          clientId,
          clientMode,
          platform,
          deviceFamily,
          now(),
          now(),
        )
        const scopes = [...new Set([...held, ...applicant.scopes])].sort()
        if (keepsToken) sql.setScopes.run(JSON.stringify(scopes), deviceId, applicant.role)
        else sql.saveRole.run(deviceId, applicant.role, JSON.stringify(scopes), now())
        const device = find(deviceId)
        if (!device) throw new Error('a device that was just saved is not there')
        return device
      })
    },

    /** Gives it a name that stays, whatever it calls itself later; false when there is no such device. */
    rename: (id: string, label: string) => sql.rename.run(label, id).changes > 0,

    seen: (id: string) => void sql.seen.run(now(), id),

    /** The token of a device in a role, and when it was issued; undefined when it has none. */
    token(deviceId: string, role: string): { token: string; issuedAt: number } | undefined {
      const columns = roleOf(deviceId, role)
      return columns && { token: tokenOf(columns), issuedAt: columns.issued_at }
    },

    isToken(deviceId: string, role: string, given: string): boolean {
      const columns = roleOf(deviceId, role)
      return columns !== undefined && sameSecret(given, tokenOf(columns))
    },

    /** Makes the old token invalid; false when there is none. */
    rotate: (deviceId: string, role: string) => sql.rotate.run(now(), deviceId, role).changes > 0,

    /** What is not in `scopes` has to be approved anew. */
    narrow: (deviceId: string, role: string, scopes: readonly string[]) =>
      void sql.setScopes.run(JSON.stringify([...new Set(scopes)].sort()), deviceId, role),

    revoke: (deviceId: string, role: string) => sql.revoke.run(now(), deviceId, role).changes > 0,
    remove: (deviceId: string) => sql.remove.run(deviceId).changes > 0,

    requests: openRequests,

    /**
     * Files a request. Trying again keeps its id, so that it can be approved in the meantime; asking for something else
     * makes a new one, so that nobody approves what they have not seen.
     */
    request(applicant: Applicant): FiledRequest {
      sql.dropOldRequests.run(now() - requestsExpireMs)
      const columns = sql.request.get(applicant.deviceId, applicant.role) as RequestColumns | undefined
      const before = columns && toRequest(columns)
      const isSame = before !== undefined && asksTheSame(before, applicant)
      const requestId = isSame ? before.requestId : randomUUID()
      sql.saveRequest.run(requestId, applicant.deviceId, applicant.role, JSON.stringify(applicant), now())
      return {
        request: { ...applicant, requestId, createdAt: now() },
        isNew: !isSame,
        replaced: isSame ? undefined : before,
      }
    },

    /** Takes a request off the list; undefined when there is none, or it has expired. */
    takeRequest(requestId: string): PairingRequest | undefined {
      const found = openRequests().find(request => request.requestId === requestId)
      if (found) sql.dropRequest.run(requestId)
      return found
    },
  }
}

/** Whether whoever saw `before` on the list knows what `applicant` asks. */
function asksTheSame(before: Applicant, applicant: Applicant): boolean {
  const shown = (one: Applicant) =>
    JSON.stringify([
      one.publicKey,
      [...one.scopes].sort(),
      one.clientId,
      one.clientMode,
      one.platform,
      one.deviceFamily,
      one.name,
    ])
  return shown(before) === shown(applicant)
}

function describesSame(device: KnownDevice, applicant: Applicant): boolean {
  return (
    device.clientId === applicant.clientId &&
    device.platform === applicant.platform &&
    device.deviceFamily === applicant.deviceFamily
  )
}

type DeviceColumns = {
  id: string
  public_key: string
  name: string | null
  label: string | null
  client_id: string
  client_mode: string
  platform: string
  device_family: string
  created_at: number
  last_seen_at: number
}
type RoleColumns = {
  device_id: string
  role: string
  scopes: string
  generation: number
  issued_at: number
  revoked_at: number | null
}
type RequestColumns = { id: string; body: string; created_at: number }

function toDevice(columns: DeviceColumns, roles: readonly RoleColumns[]): KnownDevice {
  return {
    id: columns.id,
    publicKey: columns.public_key,
    name: columns.label ?? columns.name ?? undefined,
    clientId: columns.client_id,
    clientMode: columns.client_mode,
    platform: columns.platform,
    deviceFamily: columns.device_family,
    createdAt: columns.created_at,
    lastSeenAt: columns.last_seen_at,
    roles: roles.map(role => ({
      role: role.role,
      scopes: JSON.parse(role.scopes) as string[],
      issuedAt: role.issued_at,
    })),
  }
}

function toRequest(columns: RequestColumns): PairingRequest {
  const applicant = JSON.parse(columns.body) as Applicant
  return { ...applicant, requestId: columns.id, createdAt: columns.created_at }
}
