// config.*: the configuration without its secrets, and changes to it by clients that have seen what they change.
import {
  validateConfigApplyParams,
  validateConfigGetParams,
  validateConfigPatchParams,
  validateConfigSchemaParams,
  validateConfigSetParams,
} from '@openclaw/gateway-protocol'
import JSON5 from 'json5'
import { isAppError } from '../../../src-shared/errors.ts'
import { editJson5 } from '../../settings/edit-json5.ts'
import { parseConfig } from '../../settings/config-file.ts'
import { patchEdits } from '../config-patch.ts'
import { configSchema } from '../config-schema.ts'
import { mask, masked, restoreSecrets, secretsIn } from '../config-secrets.ts'
import { opensWithoutSecret } from '../bind.ts'
import { readGatewayConfig, type ConfigProblem } from '../gateway-config.ts'
import type { ConfigSnapshot } from '../live-config.ts'
import { method, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { allows } from '../scopes.ts'

const admin = 'operator.admin'

export function configurationMethods({ liveConfig, version }: Rooms): Methods {
  async function write(baseHash: string | undefined, edit: (snapshot: ConfigSnapshot) => string) {
    try {
      const { text, ...change } = await liveConfig.write(snapshot => {
        mustBeSeen(snapshot, baseHash)
        const next = edit(snapshot)
        mustBeUsable(next, snapshot)
        return next
      })
      const parsed = parseConfig(text.text)
      const config = parsed.ok ? masked(parsed.document) : {}
      const restartRequired = change.restartPaths.length > 0
      return { ok: true, path: liveConfig.file, hash: text.hash, config, ...change, restartRequired }
    } catch (error) {
      if (!isAppError(error)) throw error
      throw requestError('UNAVAILABLE', error.message, { retryable: false, details: { code: error.code } })
    }
  }

  const replace = (params: { readonly raw: string; readonly baseHash?: string | undefined }) =>
    write(params.baseHash, snapshot => withSecrets(params.raw, snapshot))

  return {
    'config.get': method('operator.read', validateConfigGetParams, async (_, { session }) => {
      const { text, document, problem } = await liveConfig.read()
      const parsed = masked(document ?? {})
      const { problems, unknownKeys } = readGatewayConfig(document)
      const issues = problem === undefined ? problems : [{ path: '', why: problem }]
      // Comments are shown to those alone who may change the file: nobody can tell what is in them.
      const mayWrite = allows(session.admission.scopes, admin)
      return {
        path: liveConfig.file,
        exists: text.exists,
        raw: mayWrite && document ? maskedText(text.text, document) : null,
        parsed,
        config: parsed,
        valid: issues.length === 0,
        issues: issues.map(({ path, why }) => ({ path, message: why })),
        warnings: unknownKeys.map(key => ({ path: key, message: 'not read by this gateway' })),
        hash: text.hash,
      }
    }),

    'config.set': method(admin, validateConfigSetParams, replace),
    'config.apply': method(admin, validateConfigApplyParams, replace),

    'config.patch': method(admin, validateConfigPatchParams, ({ raw, baseHash, replacePaths }) =>
      write(baseHash, snapshot => {
        const patch = parseConfig(raw)
        if (!patch.ok) throw requestError('INVALID_REQUEST', `invalid config patch: ${patch.why}`)
        if (!snapshot.document) throw broken(snapshot)
        const result = patchEdits(snapshot.document, patch.document, replacePaths)
        if (!result.ok) {
          throw requestError('INVALID_REQUEST', `the list ${result.path} would lose entries`, {
            details: { code: 'REPLACE_PATH_REQUIRED', path: result.path },
          })
        }
        const text = snapshot.text.text.trim() === '' ? '{}\n' : snapshot.text.text
        return withSecrets(editJson5(text, result.edits), snapshot)
      }),
    ),

    'config.schema': method('operator.read', validateConfigSchemaParams, () => configSchema(version)),
  }
}

/** Errors: INVALID_REQUEST for a client that has not seen the newest. */
function mustBeSeen({ text }: ConfigSnapshot, baseHash: string | undefined) {
  if (!text.exists || baseHash === text.hash) return
  throw requestError(
    'INVALID_REQUEST',
    baseHash === undefined
      ? 'config base hash required; read config.get and try again'
      : 'config changed since it was read; read config.get and try again',
    { details: { code: baseHash === undefined ? 'BASE_HASH_REQUIRED' : 'BASE_HASH_MISMATCH' } },
  )
}

/** The text with the real secrets where it has masks. Errors: INVALID_REQUEST. */
function withSecrets(text: string, before: ConfigSnapshot): string {
  const parsed = parseConfig(text)
  if (!parsed.ok) throw requestError('INVALID_REQUEST', `invalid config: ${parsed.why}`)
  const restored = restoreSecrets(parsed.document, before.document ?? {})
  if (restored.ok) return editJson5(text, restored.secrets)
  const path = restored.path.join('.')
  throw requestError('INVALID_REQUEST', `there is no secret at ${path} that could be kept`, {
    details: { code: 'NO_SECRET_TO_KEEP', path },
  })
}

/** Errors: INVALID_REQUEST for a value this gateway cannot use, unless it was there before. */
function mustBeUsable(text: string, before: ConfigSnapshot) {
  const parsed = parseConfig(text)
  const { config, problems } = readGatewayConfig(parsed.ok ? parsed.document : undefined)
  const known = new Set(readGatewayConfig(before.document).problems.map(({ path }) => path))
  const issues = problems.filter(({ path }) => !known.has(path))
  if (issues.length === 0 && opensWithoutSecret(config)) {
    issues.push({ path: 'gateway.auth.mode', why: 'a gateway that others reach needs a token or password' })
  }
  if (issues.length === 0) return
  throw requestError('INVALID_REQUEST', `invalid config: ${issues.map(asLine).join('; ')}`, {
    details: { code: 'CONFIG_INVALID', issues: issues.map(({ path, why }) => ({ path, message: why })) },
  })
}

function asLine({ path, why }: ConfigProblem): string {
  return `${path}: ${why}`
}

function broken({ problem }: ConfigSnapshot) {
  return requestError('INVALID_REQUEST', `the configuration cannot be changed in part: ${problem ?? ''}`)
}

function maskedText(text: string, document: unknown): string {
  const source = text.trim() === '' ? JSON5.stringify(document) : text
  return editJson5(
    source,
    secretsIn(document).map(({ path }) => ({ path, value: mask })),
  )
}
