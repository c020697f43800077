// From a presented host key to "go on" or the error that ends the attempt. Nothing secret has been sent by then.
import { appError } from '../../../src-shared/errors.ts'
import { hostKeyCommand } from '../../../src-shared/host-key-command.ts'
import type { PromptAnswer, PromptQuestion } from '../../../src-shared/prompts.ts'
import { phrase, type Phrase, type Said } from '../../../src-shared/said.ts'
import { fingerprint, judgeHostKey, keyType, type HostKeyPlace } from './host-keys.ts'
import { hostKeyId, type LoginMemory } from '../login/login-memory.ts'

export type HostKeyCheck = {
  readonly place: HostKeyPlace
  /** As the person named it, or the jump host's own name. */
  readonly name: string
  readonly via: string | undefined
  /** What was dialled. */
  readonly address: string
  readonly memory: LoginMemory
  readonly unattended: boolean
  readonly ask: (question: PromptQuestion) => Promise<PromptAnswer>
}

export type TrustedHostKey = {
  /** For the ladder: type, fingerprint and why it is trusted. */
  readonly note: Said
  /** To be kept once the server has proved that it holds the key. */
  readonly save: boolean
}

/**
 * Rejects with HOST_KEY_CHANGED, HOST_KEY_REVOKED, HOST_KEY_CHECK_FAILED, HOST_KEY_CERTIFICATE_ONLY, HOST_KEY_UNKNOWN
 * (nobody may be asked), HOST_KEY_UNCONFIRMED (declined, or another fingerprint was expected) or the signal's reason.
 */
export async function checkHostKey(check: HostKeyCheck, key: Buffer): Promise<TrustedHostKey> {
  const { place, name, via, memory } = check
  const at = { host: name, via }
  const type = keyType(key)
  const presented = fingerprint(key)
  const verdict = await judgeHostKey(place, key)
  const trusted = (why: Phrase, save = false) => ({
    note: phrase('noteKey', { key: `${type} ${presented}`, why }),
    save,
  })

  switch (verdict.kind) {
    case 'trusted':
      return trusted(phrase('keyKnownFrom', { where: verdict.where }))
    case 'changed': {
      const { expected, where } = verdict
      const blob = key.toString('base64')
      throw appError('HOST_KEY_CHANGED', { ...at, expected, presented, keyType: type, where, key: blob })
    }
    case 'revoked':
      throw appError('HOST_KEY_REVOKED', { ...at, fingerprint: presented, where: verdict.where })
    case 'unreadable':
      throw appError('HOST_KEY_CHECK_FAILED', { ...at, path: verdict.path })
    case 'certificate-only':
      throw appError('HOST_KEY_CERTIFICATE_ONLY', at)
    case 'new':
      break
  }

  const id = hostKeyId(place.host.hostname, place.host.port, presented)
  if (memory.trustedHostKeys.has(id)) return trusted(phrase('keyTrustedForNow'))
  const { strictHostKeyChecking } = place.host
  if (strictHostKeyChecking === 'accept-new' && verdict.otherKnownTypes.length === 0) {
    return trusted(phrase('keyAccepted'), true)
  }
  if (strictHostKeyChecking === 'yes' || check.unattended) {
    throw appError('HOST_KEY_UNKNOWN', { ...at, fingerprint: presented, keyType: type })
  }
  const answer = await check.ask({
    kind: 'host-key',
    host: name,
    ...(via === undefined ? {} : { via }),
    port: place.host.port,
    address: check.address,
    keyType: type,
    fingerprint: presented,
    alsoKnownAs: verdict.alsoKnownAs,
    otherKnownTypes: verdict.otherKnownTypes,
    howToCheck: hostKeyCommand(type),
  })
  if (answer.kind !== 'host-key' || !isExpected(answer.expected, presented)) {
    throw appError('HOST_KEY_UNCONFIRMED', { ...at, fingerprint: presented })
  }
  memory.trustedHostKeys.add(id)
  return trusted(phrase('keyConfirmed'), answer.trust === 'save')
}

/** Whether a pasted text names this key: a fingerprint, with or without "SHA256:", or a line of `ssh-keygen -lf`. */
export function isExpected(pasted: string | undefined, presented: string): boolean {
  if (pasted === undefined || pasted.trim() === '') return true
  const bare = (text: string) => text.replace(/^SHA256:/i, '').replace(/=+$/, '')
  return pasted
    .trim()
    .split(/\s+/)
    .some(word => bare(word) === bare(presented))
}
