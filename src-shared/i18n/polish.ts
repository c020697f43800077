import type { english } from './english.ts'
import type { Translation } from './message-types.ts'
import { common } from './pl/common.ts'
import { connection } from './pl/connection.ts'
import { desktop } from './pl/desktop.ts'
import { errors } from './pl/errors.ts'
import { ladder } from './pl/ladder.ts'
import { phrases } from './pl/phrases.ts'
import { settings } from './pl/settings.ts'
import { shell } from './pl/shell.ts'
import { welcome } from './pl/welcome.ts'

export const polish: Translation<typeof english> = {
  common,
  connection,
  desktop,
  errors,
  ladder,
  phrases,
  settings,
  shell,
  welcome,
}
