import type { ConnectionState } from '../../src-shared/connection.ts'
import { english } from '../../src-shared/i18n/english.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { say } from '../../src-shared/said.ts'

const known = english.ui.authMethods

/** How the gateway knew us, in words; a method of a later gateway keeps its own name. */
export function authMethodInWords(method: string, t: T): string {
  return isKnown(method) ? t(`ui.authMethods.${method}`) : method
}

/** The same of a connection; where the secret was read over SSH, from which file, and that it was not kept. */
export function credentialInWords(
  { gateway, ladder }: Extract<ConnectionState, { phase: 'online' }>,
  t: T,
): string {
  const note = ladder.find(({ id }) => id === 'gateway-auth')?.note
  const wasRead = typeof note === 'object' && note.phrase === 'noteReadOverSsh'
  return wasRead ? say(note, t) : authMethodInWords(gateway.authMethod, t)
}

function isKnown(method: string): method is keyof typeof known {
  return Object.hasOwn(known, method)
}
