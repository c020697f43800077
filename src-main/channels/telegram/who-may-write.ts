// Whom the bot listens to. Pure.
import type { Incoming } from './read-update.ts'
import type { TelegramSettings } from './telegram-settings.ts'

/** `pair`: a stranger who may ask to be let in. */
export type Verdict = 'listen' | 'pair' | 'ignore'

export function judgeSender(
  { sender, chat, isPrivate, isForBot }: Pick<Incoming, 'sender' | 'chat' | 'isPrivate' | 'isForBot'>,
  settings: TelegramSettings,
  isApproved: (sender: string) => boolean,
): Verdict {
  const { dmPolicy, allowFrom, groupPolicy, groupAllowFrom, groups } = settings
  const isKnown = (listed: readonly string[]) => listed.includes(sender) || isApproved(sender)
  if (isPrivate) {
    if (dmPolicy === 'disabled') return 'ignore'
    if (isKnown(allowFrom)) return 'listen'
    if (dmPolicy === 'open') return allowFrom.includes('*') ? 'listen' : 'ignore'
    return dmPolicy === 'pairing' ? 'pair' : 'ignore'
  }
  const group = groups[chat] ?? groups['*']
  if (groupPolicy === 'disabled' || group?.enabled === false) return 'ignore'
  if (groupPolicy === 'allowlist') {
    if (!group) return 'ignore'
    const listed = group.allowFrom ?? groupAllowFrom
    const isListed = listed ? listed.includes(sender) : isKnown(allowFrom)
    if (!isListed && !(listed ?? allowFrom).includes('*')) return 'ignore'
  }
  return isForBot || group?.requireMention === false ? 'listen' : 'ignore'
}
