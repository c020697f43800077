// English, the language the others are translated from, and the only one of logs, `--json` and the CLI.
import { chat } from './en/chat.ts'
import { commands } from './en/commands.ts'
import { common } from './en/common.ts'
import { connect } from './en/connect.ts'
import { connection } from './en/connection.ts'
import { desktop } from './en/desktop.ts'
import { doctor } from './en/doctor.ts'
import { errors } from './en/errors.ts'
import { gateway } from './en/gateway.ts'
import { health } from './en/health.ts'
import { ladder } from './en/ladder.ts'
import { phrases } from './en/phrases.ts'
import { prompts } from './en/prompts.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'
import { telegram } from './en/telegram.ts'
import { time } from './en/time.ts'
import { ui } from './en/ui.ts'
import { voice } from './en/voice.ts'
import { welcome } from './en/welcome.ts'

export const english = {
  chat,
  commands,
  common,
  connect,
  connection,
  desktop,
  doctor,
  errors,
  gateway,
  health,
  ladder,
  phrases,
  prompts,
  settings,
  shell,
  telegram,
  time,
  ui,
  voice,
  welcome,
} as const
