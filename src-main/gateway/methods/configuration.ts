// config.get: the configuration without its secrets.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { validateConfigGetParams } from '@openclaw/gateway-protocol'
import { readGatewayConfig } from '../gateway-config.ts'
import { method, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'

const redacted = '__OPENCLAW_REDACTED__'
const secretKey = /(token|password|secret|apikey|api_key|credential|passphrase|privatekey|authorization)$/i

export function configurationMethods(rooms: Rooms): Methods {
  return {
    'config.get': method('operator.read', validateConfigGetParams, () => {
      const parsed = redact(rooms.document ?? {})
      const { problems, unknownKeys } = readGatewayConfig(rooms.document)
      return {
        path: path.join(rooms.stateDir, 'gangway.json5'),
        exists: rooms.document !== undefined,
        raw: null,
        parsed,
        config: parsed,
        valid: problems.length === 0,
        issues: problems.map(problem => ({ path: problem.path, message: problem.why })),
        warnings: unknownKeys.map(key => ({ path: key, message: 'not read by this gateway' })),
        hash: createHash('sha256')
          .update(JSON.stringify(rooms.document ?? {}))
          .digest('hex'),
      }
    }),
  }
}

/** A copy in which whatever could be a secret is masked: by its key, and headers altogether. */
export function redact(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map(entry => redact(entry, key))
  if (typeof value === 'object' && value !== null) {
    const isHidden = key === 'headers' || key === 'env' || key === 'vars'
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        isHidden && typeof entry === 'string' ? redacted : redact(entry, name),
      ]),
    )
  }
  return typeof value === 'string' && secretKey.test(key) && !/^\$\{\w+\}$/.test(value) ? redacted : value
}
