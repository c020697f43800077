// Takes the gateway of an OpenClaw configuration over into Gangway: the target, and its secret into the vault. The file
// is only read, and what belongs to the gateway itself stays with it.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { ConnectionTarget } from '../src-shared/connection.ts'
import { appError } from '../src-shared/errors.ts'
import { maxImportBytes, type ImportPlan, type ImportSource } from '../src-shared/openclaw-import.ts'
import { HostSettings } from '../src-shared/settings.ts'
import { phrase } from '../src-shared/said.ts'
import { keepGatewaySecret } from './connection/gateway-secrets.ts'
import { planImport } from './import-plan.ts'
import { parseConfig } from './settings/config-file.ts'
import type { SecretStore } from './settings/secret-vault.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type OpenClawImport = {
  /** The configuration of this account's OpenClaw, when there is one. */
  readonly find: () => Promise<string | null>
  /** What the file holds. Rejects with IMPORT_UNUSABLE. */
  readonly read: (source: ImportSource) => Promise<ImportPlan>
  /**
   * Keeps the secret in the vault, what is to be done about unknown host keys in Settings, and hands back the target to connect to. Rejects with IMPORT_UNUSABLE, also when the
   * file is no longer the one that was shown; with VAULT_UNAVAILABLE or STORE_FAILED.
   */
  readonly takeOver: (source: ImportSource, hash: string) => Promise<ConnectionTarget>
}

type ImportParts = {
  readonly vault: SecretStore
  readonly settings: Pick<SettingsStore, 'app' | 'change'>
  readonly env?: NodeJS.ProcessEnv | undefined
  readonly home?: string | undefined
}

export function openOpenClawImport({
  vault,
  settings,
  env = process.env,
  home = homedir(),
}: ImportParts): OpenClawImport {
  const usualPath = () => {
    const stateDir = env['OPENCLAW_STATE_DIR'] || path.join(home, '.openclaw')
    return env['OPENCLAW_CONFIG_PATH'] || path.join(stateDir, 'openclaw.json')
  }

  async function load(source: ImportSource) {
    const { file, text } =
      'text' in source ? { file: source.name, text: source.text } : await readNamed(source.path, home)
    if (Buffer.byteLength(text) > maxImportBytes) throw tooLarge(file)
    const parsed = parseConfig(text)
    if (!parsed.ok) throw appError('IMPORT_UNUSABLE', { path: file, why: phrase('importNotJson5') })
    const { secret, ...plan } = planImport(parsed.document, env)
    if (!plan.target) throw appError('IMPORT_UNUSABLE', { path: file, why: phrase('importNoGateway') })
    const hash = createHash('sha256').update(text).digest('hex')
    return { secret, plan: { ...plan, target: plan.target, path: file, hash } }
  }

  return {
    find: async () => {
      const file = usualPath()
      const isThere = await access(file, constants.R_OK).then(
        () => true,
        () => false,
      )
      return isThere ? file : null
    },
    read: async source => (await load(source)).plan,
    takeOver: async (source, hash) => {
      const { secret, plan } = await load(source)
      if (plan.hash !== hash)
        throw appError('IMPORT_UNUSABLE', { path: plan.path, why: phrase('importChanged') })
      if (secret) await keepGatewaySecret(vault, plan.target, secret)
      if (plan.target.kind === 'ssh' && plan.hostKeys === 'yes')
        await refuseNewKeys(settings, plan.target.host)
      return plan.target
    },
  }
}

/** In the settings of that host, which are made where there are none. */
async function refuseNewKeys(settings: ImportParts['settings'], host: string): Promise<void> {
  const { hosts } = settings.app
  const known = hosts.some(entry => entry.host === host) ? hosts : [...hosts, HostSettings.parse({ host })]
  await settings.change({
    hosts: known.map(entry => (entry.host === host ? { ...entry, strictHostKeyChecking: 'yes' } : entry)),
  })
}

function withHome(file: string, home: string): string {
  return path.resolve(home, /^~(?:[/\\]|$)/.test(file) ? `.${file.slice(1)}` : file)
}

async function readNamed(named: string, home: string): Promise<{ file: string; text: string }> {
  const file = withHome(named.trim(), home)
  return { file, text: await readBounded(file) }
}

function tooLarge(file: string): Error {
  return appError('IMPORT_UNUSABLE', {
    path: file,
    why: phrase('importTooLarge', { kilobytes: maxImportBytes / 1024 }),
  })
}

/** Whatever the path leads to: no device, no pipe that never ends, and no more than a configuration can need. */
async function readBounded(file: string): Promise<string> {
  const unusable = (why: Parameters<typeof appError<'IMPORT_UNUSABLE'>>[1]['why'], cause?: unknown) =>
    appError('IMPORT_UNUSABLE', { path: file, why }, cause)
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO'
    throw unusable(code === 'ENOENT' ? phrase('importMissing') : code, error)
  })
  try {
    const facts = await handle.stat()
    if (!facts.isFile()) throw unusable(phrase('importNoFile'))
    if (facts.size > maxImportBytes) throw tooLarge(file)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
