// `gangway config set PATH VALUE` and `unset PATH`: one value, everything else as it was written.
import JSON5 from 'json5'
import { appError } from '../../../src-shared/errors.ts'
import { masked } from '../../gateway/config-secrets.ts'
import { editJson5, type Step } from '../../settings/edit-json5.ts'
import { parseConfigPath, valueAt } from '../config-path.ts'
import type { CliContext } from '../context.ts'
import { openConfig, writeConfig } from '../../gateway/edit-config.ts'
import { configPath, type ConfigOptions } from '../which-config.ts'
import { readSecretFile } from '../read-credentials.ts'

export type SetOptions = ConfigOptions & {
  readonly valueFile?: string | undefined
  readonly strictJson?: boolean | undefined
}

export async function setConfig(
  context: CliContext,
  where: string,
  given: string | undefined,
  options: SetOptions,
): Promise<void> {
  const path = parseConfigPath(where)
  if ((given === undefined) === (options.valueFile === undefined))
    throw appError('INVALID_INPUT', { what: 'The value', why: 'give it once, or a file with --value-file' })
  const text = given ?? (await readSecretFile('--value-file', options.valueFile)) ?? ''
  // A file holds a text as it is: a token that looks like a number stays a token.
  const value = given === undefined && !options.strictJson ? text : parseValue(text, options.strictJson)
  await change(context, where, path, value, options)
  if (given !== undefined && isMasked(path, value))
    context.output.note('Other programs could see that secret in the command: prefer --value-file.')
}

export async function unsetConfig(context: CliContext, where: string, options: ConfigOptions): Promise<void> {
  await change(context, where, parseConfigPath(where), undefined, options)
}

async function change(
  context: CliContext,
  where: string,
  path: readonly Step[],
  value: unknown,
  options: ConfigOptions,
): Promise<void> {
  const opened = await openConfig(configPath(context, options))
  const { file, before, document } = opened
  const wasThere = valueAt(document, path) !== undefined
  if (value === undefined && !wasThere) {
    context.output.result({ ok: true, path: where, file, changed: false }, [`${where} was not set.`])
    return
  }
  await writeConfig(opened, edited(before.text, path, value))
  const shown = isMasked(path, value) ? 'a secret' : JSON.stringify(value)
  context.output.result({ ok: true, path: where, file, changed: true }, [
    value === undefined ? `${where} is no longer set in ${file}.` : `${where} is ${shown} in ${file}.`,
  ])
}

function edited(text: string, path: readonly Step[], value: unknown): string {
  try {
    return editJson5(text.trim() === '' ? '{}\n' : text, [{ path, value }])
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be changed there'
    throw appError('INVALID_INPUT', { what: 'The path', why }, error)
  }
}

/** `true`, `4000` and `{ … }` are what they look like; anything else is text. */
function parseValue(text: string, strict = false): unknown {
  try {
    return strict ? JSON.parse(text) : JSON5.parse(text)
  } catch (error) {
    if (strict) throw appError('INVALID_INPUT', { what: 'The value', why: 'it is not JSON' }, error)
    return text
  }
}

function isMasked(path: readonly Step[], value: unknown): boolean {
  if (typeof value !== 'string') return false
  const nested = path.toReversed().reduce<unknown>((inner, step) => ({ [step]: inner }), value)
  return valueAt(masked(nested), path) !== value
}
