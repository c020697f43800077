// `gangway config validate`: what the gateway would make of a configuration file.
import { errorReport } from '../../../src-shared/errors.ts'
import { readGatewayConfig } from '../../gateway/gateway-config.ts'
import type { CliContext } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { readConfigFile } from '../read-config-file.ts'

export async function validateConfig(context: CliContext, options: { config?: string }): Promise<ExitCode> {
  const { output } = context
  const { path, document } = await readConfigFile(context, options.config)
  const { unknownKeys, problems } = readGatewayConfig(document)
  const unknownLines =
    unknownKeys.length === 0 ? [] : ['Kept, and not read by Gangway:', ...unknownKeys.map(key => `  ${key}`)]
  if (problems.length === 0) {
    output.result({ ok: true, path, unknownKeys, problems }, [`${path} is valid.`, ...unknownLines])
    return exitCodes.ok
  }
  if (!output.json)
    output.result({}, [
      `${path}:`,
      ...problems.map(({ path: key, why }) => `  ${key}: ${why}`),
      ...unknownLines,
    ])
  const why = problems.map(problem => `${problem.path}: ${problem.why}`).join('; ')
  output.failure(errorReport('SETTINGS_BROKEN', { path, why }), { path, unknownKeys, problems })
  return exitCodes.usage
}
