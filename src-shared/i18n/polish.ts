import type { english } from './english.ts'
import type { Translation } from './message-types.ts'
import { chat } from './pl/chat.ts'
import { commands } from './pl/commands.ts'
import { common } from './pl/common.ts'
import { connect } from './pl/connect.ts'
import { connection } from './pl/connection.ts'
import { desktop } from './pl/desktop.ts'
import { doctor } from './pl/doctor.ts'
import { errors } from './pl/errors.ts'
import { gateway } from './pl/gateway.ts'
import { health } from './pl/health.ts'
import { ladder } from './pl/ladder.ts'
import { phrases } from './pl/phrases.ts'
import { prompts } from './pl/prompts.ts'
import { settings } from './pl/settings.ts'
import { shell } from './pl/shell.ts'
import { telegram } from './pl/telegram.ts'
import { time } from './pl/time.ts'
import { ui } from './pl/ui.ts'
import { voice } from './pl/voice.ts'
import { welcome } from './pl/welcome.ts'

export const polish: Translation<typeof english> = {
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
}
