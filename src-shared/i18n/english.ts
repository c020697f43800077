// English, the language the others are translated from, and the only one of logs, `--json` and the CLI.
import { common } from './en/common.ts'
import { connection } from './en/connection.ts'
import { desktop } from './en/desktop.ts'
import { errors } from './en/errors.ts'
import { ladder } from './en/ladder.ts'
import { phrases } from './en/phrases.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'
import { welcome } from './en/welcome.ts'

export const english = {
  common,
  connection,
  desktop,
  errors,
  ladder,
  phrases,
  settings,
  shell,
  welcome,
} as const
