// The gateway of this computer as Settings shows and changes it: a few keys of gangway.json5, whose comments and order
// stay, and secrets in the vault.
import { isDeepStrictEqual } from 'node:util'
import { appError } from '../src-shared/errors.ts'
import type {
  FoundModel,
  ModelKey,
  ModelProviderEntry,
  OwnGateway,
  OwnGatewayChange,
} from '../src-shared/own-gateway.ts'
import { keepGatewaySecret } from './connection/gateway-secrets.ts'
import type { GatewayConfig } from './gateway/gateway-config.ts'
import type { LocalGateway } from './local-gateway.ts'
import { gatewayPasswordId } from './settings/gateway-password.ts'
import { gatewayPort, portVariable } from './settings/gateway-port.ts'
import type { Json5Edit } from './settings/edit-json5.ts'
import type { SecretVault } from './settings/secret-vault.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type OwnGatewaySettings = {
  readonly current: () => Promise<OwnGateway>
  /** Rejects with INVALID_INPUT, BIND_REFUSED, SETTINGS_BROKEN or STORE_FAILED; nothing is changed then. */
  readonly change: (change: OwnGatewayChange) => Promise<OwnGateway>
  /** Rejects with VAULT_UNAVAILABLE or STORE_FAILED. */
  readonly setPassword: (password: string) => Promise<OwnGateway>
  readonly setModelKey: (key: ModelKey) => Promise<OwnGateway>
  /** The models of the servers that answer on this computer. */
  readonly models: () => Promise<readonly FoundModel[]>
  /** Ends the gateway of this app and starts it again with what is set now. Rejects as a start does. */
  readonly restart: () => Promise<OwnGateway>
}

type Parts = {
  readonly profile: string
  readonly settings: SettingsStore
  readonly vault: SecretVault
  readonly localGateway: LocalGateway
  readonly env?: NodeJS.ProcessEnv
}

const modelKeyId = (provider: string) => `model-key/${provider}`

export function openOwnGatewaySettings(parts: Parts): OwnGatewaySettings {
  const { profile, settings, vault, localGateway, env = process.env } = parts
  let passwordIsNew = false

  const current = async (): Promise<OwnGateway> => {
    const [{ readGatewayConfig }, kept] = await Promise.all([
      import('./gateway/gateway-config.ts'),
      vault.list(),
    ])
    const { config } = readGatewayConfig(settings.document)
    const has = (id: string) => kept.some(entry => entry.id === id)
    const running = localGateway.startedWith()
    return {
      path: settings.documentPath,
      port: gatewayPort({ profile, configured: config.port, env }),
      portVariable: portVariable(env),
      hasOwnPort: config.port !== undefined,
      bind: config.bind,
      auth: config.auth.mode ?? (config.auth.password && !config.auth.token ? 'password' : 'token'),
      hasPassword: config.auth.password !== undefined || has(gatewayPasswordId),
      model: config.models.primary,
      providers: await providersOf(config, has),
      needsRestart:
        running !== undefined &&
        (passwordIsNew || !isDeepStrictEqual(doorOf(readGatewayConfig(running).config), doorOf(config))),
      problem: settings.problem,
    }
  }

  const change = async (asked: OwnGatewayChange): Promise<OwnGateway> => {
    const [{ openConfig, writeConfig }, { editJson5 }, { knownProviders }] = await Promise.all([
      import('./gateway/edit-config.ts'),
      import('./settings/edit-json5.ts'),
      import('./agent/models/known-providers.ts'),
    ])
    const known = knownProviders.find(({ id }) => id === asked.provider?.id)
    const opened = await openConfig(settings.documentPath)
    const edits = editsFor(asked, opened.document, known?.api)
    const { text } = opened.before
    await writeConfig(opened, editJson5(text.trim() === '' ? '{}\n' : text, edits))
    await settings.reload()
    return await current()
  }

  return {
    current,
    change: async asked => {
      if (asked.auth === 'password' && !(await current()).hasPassword)
        throw appError('INVALID_INPUT', { what: 'gateway.auth', why: 'mode "password" needs a password' })
      return await change(asked)
    },
    setPassword: async password => {
      await vault.write(gatewayPasswordId, password, 'Password of the gateway of this computer')
      // The window and the command line come in with it, too.
      await keepGatewaySecret(vault, { kind: 'local' }, { kind: 'password', secret: password })
      passwordIsNew = true
      return await change({ auth: 'password' })
    },
    setModelKey: async ({ provider, key }) => {
      await vault.write(modelKeyId(provider), key.trim(), `Key of ${provider}`)
      return await current()
    },
    models: async () => {
      const { discoverModels } = await import('./agent/models/discover-models.ts')
      return (await discoverModels()).flatMap(({ providerId, label, models }) =>
        models.map(({ id }) => ({ name: `${providerId}/${id}`, server: label })),
      )
    },
    restart: async () => {
      await localGateway.restart()
      passwordIsNew = false
      return await current()
    },
  }
}

/** What is in force only after a new start. */
function doorOf({ port, bind, customBindHost, auth: { mode, token, password } }: GatewayConfig) {
  return { port, bind, customBindHost, mode, token, password }
}

function editsFor(
  { port, bind, auth, model, provider }: OwnGatewayChange,
  document: Readonly<Record<string, unknown>>,
  api: string | undefined,
): Json5Edit[] {
  const edits: Json5Edit[] = []
  if (port !== undefined) edits.push({ path: ['gateway', 'port'], value: port ?? undefined })
  if (bind !== undefined) edits.push({ path: ['gateway', 'bind'], value: bind })
  if (auth !== undefined) edits.push({ path: ['gateway', 'auth', 'mode'], value: auth })
  if (model !== undefined) {
    const chosen = at(document, 'agents', 'defaults', 'model')
    // Fallbacks that somebody has written stay.
    const more = typeof chosen === 'object' && chosen !== null ? ['primary'] : []
    edits.push({ path: ['agents', 'defaults', 'model', ...more], value: model ?? undefined })
  }
  if (provider) {
    const path = ['models', 'providers', provider.id]
    const before = at(document, ...path)
    if (provider.baseUrl === null) {
      edits.push({ path, value: undefined })
    } else if (before === undefined) {
      edits.push({ path, value: { baseUrl: provider.baseUrl, ...(api !== undefined && { api }) } })
    } else edits.push({ path: [...path, 'baseUrl'], value: provider.baseUrl })
  }
  return edits
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}

/** Those that everybody knows, as they are configured, and those that somebody has configured. */
async function providersOf(
  { models }: GatewayConfig,
  has: (id: string) => boolean,
): Promise<ModelProviderEntry[]> {
  const { knownProviders } = await import('./agent/models/known-providers.ts')
  const own = Object.entries(models.providers).filter(([id]) => !knownProviders.some(one => one.id === id))
  const rows = [
    ...knownProviders.map(({ id, label, isLocal, ...known }) => ({
      id,
      label,
      isLocal,
      ...known,
      ...models.providers[id],
    })),
    ...own.map(([id, provider]) => ({ id, label: id, isLocal: false, ...provider })),
  ]
  return rows.map(({ id, label, baseUrl, isLocal, apiKey }) => ({
    id,
    label,
    baseUrl,
    isLocal,
    hasKey: apiKey !== undefined || has(modelKeyId(id)),
  }))
}
