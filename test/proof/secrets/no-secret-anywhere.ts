// A whole app is told secrets in every way it can be told, and everything it leaves behind or hands out is searched.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createCore, type Core } from '../../../src-main/core.ts'
import { writeDiagnostics } from '../../../src-main/diagnostics.ts'
import { collectBundle } from '../../../src-main/support-bundle.ts'
import { appError } from '../../../src-shared/errors.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { makeCanaries, type Canary } from './canaries.ts'

export type SecretNumbers = {
  /** How many secrets were planted, of how many kinds. */
  readonly canaries: number
  readonly kinds: number
  /** How many times they were told, all ways together. */
  readonly tellings: number
  /** How many places were searched, and how many bytes. */
  readonly places: number
  readonly bytes: number
  /** Where one was found; has to be empty. */
  readonly hits: readonly { readonly kind: string; readonly place: string }[]
}

/**
 * `amount` is how many secrets at least; there are always whole sets of 25 kinds. The vault is in memory, so that no
 * file may hold any of them.
 */
export async function noSecretAnywhere(options: { amount: number; seed: number }): Promise<SecretNumbers> {
  const random = seededRandom(options.seed)
  const sets = Math.max(1, Math.ceil(options.amount / 25))
  const canaries = Array.from({ length: sets }, () => makeCanaries(random)).flat()
  const home = await makeTempDir('secrets')
  const before = process.env['GANGWAY_VAULT']
  process.env['GANGWAY_VAULT'] = 'memory'
  try {
    const core = await createCore({
      stateDir: home.path,
      profile: 'default',
      mayStartGateway: false,
      logLevel: 'debug',
    })
    const places = new Map<string, string>()
    let tellings = 0
    try {
      await keepSecrets(core, canaries)
      for (const canary of canaries) tellings += tell(core, canary)
      await handOut(core, places)
      await core.settings.change({ logLevel: 'warn' })
    } finally {
      await core.close()
    }
    for (const [name, text] of await filesBelow(home.path)) places.set(name, text)
    places.set('argv', JSON.stringify([process.argv, process.execArgv]))
    places.set('environment', JSON.stringify(process.env))
    return {
      canaries: canaries.length,
      kinds: new Set(canaries.map(({ kind }) => kind)).size,
      tellings,
      places: places.size,
      bytes: [...places.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
      hits: search(places, canaries),
    }
  } finally {
    if (before === undefined) delete process.env['GANGWAY_VAULT']
    else process.env['GANGWAY_VAULT'] = before
    await home.remove()
  }
}

/** The vault knows plain secrets, and those that are kept as a part of something else. */
async function keepSecrets({ vault }: Core, canaries: readonly Canary[]): Promise<void> {
  for (const [index, { secret, isKept }] of canaries.entries()) {
    if (!isKept) continue
    const text = index % 2 === 0 ? secret : JSON.stringify({ kind: 'token', secret })
    await vault.write(`gateway-secret/canary-${index}`, text, `Canary ${index}`)
  }
}

/** Every way a line can carry a text; answers with how many. */
function tell({ log }: Core, { text, isKept }: Canary): number {
  const error = new Error(`it said: ${text}`, { cause: new Error(text) })
  const ways: readonly (() => void)[] = [
    () => log.info(`in the sentence: ${text}`),
    () => log.debug('in a field', { said: text }),
    () => log.warn('deep inside', { a: [{ b: { c: [text] } }] }),
    () => log.error('in an error', { error }),
    () => log.error('in the details of an error', { error: appError('INTERNAL', { name: text }) }),
    () => log.warn('as a name', { [text]: 1 }),
    () => log.child({ always: text }).info('in every line'),
    () => log.info('as text of JSON', { frame: JSON.stringify({ said: text }) }),
    () => log.info('by a telling name', { token: text, password: text, privateKey: { pem: text } }),
    ...(isKept
      ? [
          () => log.info(`in an address: /open?of=${encodeURIComponent(text)}`),
          () => log.info(`in Base64: ${Buffer.from(text).toString('base64')}`),
        ]
      : []),
  ]
  for (const way of ways) way()
  return ways.length
}

/** What leaves the process, or reaches a window. */
async function handOut(core: Core, places: Map<string, string>): Promise<void> {
  const { connection } = core
  places.set('ring of the log', JSON.stringify(core.log.recent()))
  places.set('diagnostics', writeDiagnostics(core, Date.now()))
  places.set('report', JSON.stringify((await collectBundle(core, undefined)).files))
  places.set(
    'window',
    JSON.stringify([
      connection.state,
      connection.health,
      connection.timeline,
      core.settings.app,
      core.node.state,
    ]),
  )
}

async function filesBelow(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name))
  return Promise.all(
    files.map(
      async file => [path.relative(folder, file), await readFile(file, 'latin1')] as [string, string],
    ),
  )
}

/** Each as it is, and as it stands inside JSON, an address, a file of bytes and Base64. */
function search(places: ReadonlyMap<string, string>, canaries: readonly Canary[]): SecretNumbers['hits'] {
  return canaries.flatMap(({ kind, secret }) => {
    const forms = new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('latin1'),
      Buffer.from(secret).toString('base64'),
    ])
    return [...places]
      .filter(([, text]) => [...forms].some(form => text.includes(form)))
      .map(([place]) => ({ kind, place }))
  })
}
