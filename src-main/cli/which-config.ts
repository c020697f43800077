// Which configuration file a command is about.
import path from 'node:path'
import type { CliContext } from './context.ts'

export type ConfigOptions = { readonly config?: string | undefined }

export function configPath(context: CliContext, { config }: ConfigOptions): string {
  return config === undefined ? path.join(context.stateDir, 'gangway.json5') : path.resolve(config)
}
