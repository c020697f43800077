import { english } from '../../src-shared/i18n/english.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'

const known = english.ui.authMethods

/** How the gateway knew us, in words; a method of a later gateway keeps its own name. */
export function authMethodInWords(method: string, t: T): string {
  return isKnown(method) ? t(`ui.authMethods.${method}`) : method
}

function isKnown(method: string): method is keyof typeof known {
  return Object.hasOwn(known, method)
}
