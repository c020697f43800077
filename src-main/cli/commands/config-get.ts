// `gangway config get [PATH]` and `gangway config file`: what the configuration says, without its secrets.
import { appError } from '../../../src-shared/errors.ts'
import { masked, mask } from '../../gateway/config-secrets.ts'
import { parseConfigPath, valueAt } from '../config-path.ts'
import type { CliContext } from '../context.ts'
import { openConfig } from '../../gateway/edit-config.ts'
import { configPath, type ConfigOptions } from '../which-config.ts'

export async function getConfig(
  context: CliContext,
  where: string | undefined,
  options: ConfigOptions,
): Promise<void> {
  const { output } = context
  const { file, document } = await openConfig(configPath(context, options))
  const path = where === undefined ? [] : parseConfigPath(where)
  const value = valueAt(masked(document), path)
  if (value === undefined)
    throw appError('INVALID_INPUT', { what: where ?? 'The path', why: `nothing stands there in ${file}` })
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  output.result({ ok: true, path: where ?? '', file, value }, text.split('\n'))
  if (text.includes(mask)) output.note(`Secrets are masked; ${file} has them.`)
}

export async function showConfigFile(context: CliContext, options: ConfigOptions): Promise<void> {
  const file = configPath(context, options)
  const { before } = await openConfig(file)
  context.output.result({ ok: true, file, exists: before.exists }, [file])
  if (!before.exists) context.output.note('There is no such file yet.')
}
