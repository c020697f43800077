// The one way in which a command or the Settings page changes a configuration file: seen first, checked before it is
// written, the old one kept beside it.
import { AppError, appError, errorReport } from '../../src-shared/errors.ts'
import { opensWithoutSecret } from './bind.ts'
import { readGatewayConfig } from './gateway-config.ts'
import { readAppSection } from '../settings/settings-store.ts'
import { parseConfig, readConfigText, writeConfigText, type ConfigText } from '../settings/config-file.ts'

export type OpenedConfig = {
  readonly file: string
  readonly before: ConfigText
  readonly document: Readonly<Record<string, unknown>>
}

/** A file that is not there is an empty document. Rejects with SETTINGS_BROKEN. */
export async function openConfig(file: string): Promise<OpenedConfig> {
  const before = await readConfigText(file)
  const parsed = parseConfig(before.text)
  if (!parsed.ok) throw new AppError(errorReport('SETTINGS_BROKEN', { path: file, why: parsed.why }))
  return { file, before, document: parsed.document }
}

/**
 * Writes `next` in the file's place. Rejects with INVALID_INPUT when it brings a value that cannot be used (unless that
 * was `shown` to the person) or somebody else has written meanwhile, with BIND_REFUSED when the gateway would be open to
 * others without a secret, and with STORE_FAILED; the file is then as it was.
 */
export async function writeConfig(
  { file, before, document }: OpenedConfig,
  next: string,
  { shown = false }: { readonly shown?: boolean } = {},
): Promise<void> {
  const parsed = parseConfig(next)
  if (!parsed.ok) throw appError('INVALID_INPUT', { what: 'The configuration', why: parsed.why })
  const known = new Set(problemsOf(document).map(problem => problem.path))
  const problem = problemsOf(parsed.document).find(one => !known.has(one.path))
  if (problem && !shown) throw appError('INVALID_INPUT', { what: problem.path, why: problem.why })
  const isOpen = opensWithoutSecret(readGatewayConfig(parsed.document).config)
  if (isOpen && !opensWithoutSecret(readGatewayConfig(document).config) && !shown)
    throw appError('BIND_REFUSED', { bind: readGatewayConfig(parsed.document).config.bind })
  const now = await readConfigText(file)
  if (now.hash !== before.hash)
    throw appError('INVALID_INPUT', { what: file, why: 'somebody else has just changed it' })
  await writeConfigText(file, before, next)
}

/** Of the gateway's keys and of Gangway's own under `app`. */
function problemsOf(document: OpenedConfig['document']) {
  return [...readGatewayConfig(document).problems, ...readAppSection(document['app']).problems]
}
