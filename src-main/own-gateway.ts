// The gateway of this computer as Settings shows and changes it: a few keys of gangway.json5, whose comments and order
// stay, and secrets in the vault.
import { isDeepStrictEqual } from 'node:util'
import type {
  FoundModel,
  ModelKey,
  ModelProviderEntry,
  OwnGateway,
  OwnGatewayAuth,
  OwnGatewayChange,
  OwnGatewaySecret,
} from '../src-shared/own-gateway.ts'
import { gatewaySecretId, keepGatewaySecret } from './connection/gateway-secrets.ts'
import type { GatewayConfig } from './gateway/gateway-config.ts'
import type { LocalGateway } from './local-gateway.ts'
import { gatewayPort, portVariable } from './settings/gateway-port.ts'
import type { Json5Edit } from './settings/edit-json5.ts'
import { gatewayPasswordId, gatewayTokenId } from './settings/own-gateway-secrets.ts'
import type { SecretVault } from './settings/secret-vault.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type OwnGatewaySettings = {
  readonly current: () => Promise<OwnGateway>
  /** Rejects with INVALID_INPUT, BIND_REFUSED, SETTINGS_BROKEN or STORE_FAILED; nothing is changed then. */
  readonly change: (change: OwnGatewayChange) => Promise<OwnGateway>
  /** From the next start on clients are asked for it. Rejects with VAULT_UNAVAILABLE or STORE_FAILED. */
  readonly setSecret: (secret: OwnGatewaySecret) => Promise<OwnGateway>
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

const target = { kind: 'local' } as const
const secretIds = { token: gatewayTokenId, password: gatewayPasswordId }
const secretLabels = {
  token: 'Token of the gateway of this computer',
  password: 'Password of the gateway of this computer',
}
const modelKeyId = (provider: string) => `model-key/${provider}`

export function openOwnGatewaySettings(parts: Parts): OwnGatewaySettings {
  const { profile, settings, vault, localGateway, env = process.env } = parts
  let secretIsNew = false

  const current = async (): Promise<OwnGateway> => {
    const [{ readGatewayConfig }, { listensBeyond }, kept] = await Promise.all([
      import('./gateway/gateway-config.ts'),
      import('./gateway/bind.ts'),
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
      // The vault's counts only where the file says "token": see gateway/access-plan.ts.
      hasToken: config.auth.token !== undefined || (config.auth.mode === 'token' && has(gatewayTokenId)),
      isReachable: listensBeyond(config),
      model: config.models.primary,
      providers: await providersOf(config, has),
      needsRestart:
        running !== undefined &&
        (secretIsNew || !isDeepStrictEqual(doorOf(readGatewayConfig(running).config), doorOf(config))),
      problem: settings.problem,
    }
  }

  /** `edits` makes of the document as it is what is to be changed in it. */
  const write = async (
    edits: (document: Readonly<Record<string, unknown>>) => readonly Json5Edit[],
  ): Promise<OwnGateway> => {
    const [{ openConfig, writeConfig }, { editJson5 }] = await Promise.all([
      import('./gateway/edit-config.ts'),
      import('./settings/edit-json5.ts'),
    ])
    const opened = await openConfig(settings.documentPath)
    const { text } = opened.before
    await writeConfig(opened, editJson5(text.trim() === '' ? '{}\n' : text, edits(opened.document)))
    await settings.reload()
    return await current()
  }

  const change = async (asked: OwnGatewayChange): Promise<OwnGateway> => {
    const { knownProviders } = await import('./agent/models/known-providers.ts')
    const known = knownProviders.find(({ id }) => id === asked.provider?.id)
    return await write(document => editsFor(asked, document, known?.api))
  }

  /** A change to whom the door is open for has to leave one that the next start opens. */
  const refuseUnusableDoor = async ({ bind, auth }: OwnGatewayChange): Promise<void> => {
    if (bind === undefined && auth === undefined) return
    const [{ readGatewayConfig }, { refuseOpenDoor }, { passwordMissing }, now, kept] = await Promise.all([
      import('./gateway/gateway-config.ts'),
      import('./gateway/bind.ts'),
      import('./gateway/shared-secret.ts'),
      current(),
      vault.list(),
    ])
    const { config } = readGatewayConfig(settings.document)
    const mode = auth ?? now.auth
    if (mode === 'password' && !now.hasPassword) throw passwordMissing()
    // The vault's counts once the file says "token".
    const hasToken = now.hasToken || (auth === 'token' && kept.some(({ id }) => id === gatewayTokenId))
    const lock = mode === 'none' ? 'none' : mode === 'token' && !hasToken ? 'made' : 'given'
    refuseOpenDoor({ ...config, bind: bind ?? config.bind }, lock)
  }

  /** What this app itself shows its gateway is the vault's first: what is not in force must not stay there. */
  const showWhatIsInForce = async (auth: OwnGatewayAuth | undefined): Promise<void> => {
    if (auth === undefined) return
    const secret = auth === 'none' ? undefined : await vault.read(secretIds[auth])
    if (auth !== 'none' && secret !== undefined)
      await keepGatewaySecret(vault, target, { kind: auth, secret })
    else await vault.forget(gatewaySecretId(target))
  }

  return {
    current,
    change: async asked => {
      await refuseUnusableDoor(asked)
      const changed = await change(asked)
      await showWhatIsInForce(asked.auth)
      return changed
    },
    setSecret: async ({ kind, secret }) => {
      await vault.write(secretIds[kind], secret, secretLabels[kind])
      secretIsNew = true
      const changed = await write(() => [
        { path: ['gateway', 'auth', 'mode'], value: kind },
        // One in the file would count instead of it.
        { path: ['gateway', 'auth', kind], value: undefined },
      ])
      await showWhatIsInForce(kind)
      return changed
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
      secretIsNew = false
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
