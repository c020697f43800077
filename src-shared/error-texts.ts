// The table of errors. A row: who it concerns (`kind`), one sentence, one remedy, and what makes a retry worthwhile. Both
// are ICU messages, made from the row's details and what `error-words.ts` adds: `{at}` is the host, and the jump host
// before it; `{xSeconds}` is a detail `xMs`. Their translations are in `i18n/<language>/errors.ts`.
import { channelErrors } from './error-texts/channels.ts'
import { gatewayErrors } from './error-texts/gateway.ts'
import { modelErrors } from './error-texts/models.ts'
import { networkErrors } from './error-texts/network.ts'
import { sshErrors } from './error-texts/ssh.ts'
import { targetErrors } from './error-texts/targets.ts'
import { thisComputerErrors } from './error-texts/this-computer.ts'
import { usageErrors } from './error-texts/usage.ts'
import { voiceErrors } from './error-texts/voice.ts'

export const errorTexts = {
  ...networkErrors,
  ...sshErrors,
  ...targetErrors,
  ...gatewayErrors,
  ...thisComputerErrors,
  ...modelErrors,
  ...channelErrors,
  ...voiceErrors,
  ...usageErrors,
} as const
