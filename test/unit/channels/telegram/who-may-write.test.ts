import { expect, test } from 'vitest'
import { toTelegramSettings } from '../../../../src-main/channels/telegram/telegram-settings.ts'
import { judgeSender } from '../../../../src-main/channels/telegram/who-may-write.ts'

const inPrivate = { chat: '7', isPrivate: true, isForBot: true }
const inGroup = { chat: '-100', isPrivate: false, isForBot: true }

test.each([
  ['a stranger may ask to be let in, when nothing else is said', {}, inPrivate, 'pair'],
  ['whoever was let in is listened to', {}, { ...inPrivate, sender: 'approved' }, 'listen'],
  ['and so is who is in the list', { allowFrom: ['7'] }, inPrivate, 'listen'],
  ['with a list alone, strangers are not even answered', { dmPolicy: 'allowlist' }, inPrivate, 'ignore'],
  ['open means open only where it is said twice', { dmPolicy: 'open' }, inPrivate, 'ignore'],
  ['and then everybody is listened to', { dmPolicy: 'open', allowFrom: ['*'] }, inPrivate, 'listen'],
  ['* alone opens nothing', { allowFrom: ['*'] }, inPrivate, 'pair'],
  [
    'nobody is, where private messages are off',
    { dmPolicy: 'disabled', allowFrom: ['7'] },
    inPrivate,
    'ignore',
  ],
  ['a group nobody has named is not listened to', { allowFrom: ['7'] }, inGroup, 'ignore'],
  [
    'a group that is named is, by those in the list',
    { allowFrom: ['7'], groups: { '-100': {} } },
    inGroup,
    'listen',
  ],
  ['others in it are not', { groups: { '-100': {} } }, inGroup, 'ignore'],
  ['unless the group is for all', { groups: { '-100': { allowFrom: ['*'] } } }, inGroup, 'listen'],
  [
    'a list of the group’s own counts alone',
    { allowFrom: ['7'], groups: { '*': { allowFrom: ['8'] } } },
    inGroup,
    'ignore',
  ],
  [
    'who does not speak to the bot is left in peace',
    { groupPolicy: 'open' },
    { ...inGroup, isForBot: false },
    'ignore',
  ],
  [
    'unless the bot is to hear everything',
    { groupPolicy: 'open', groups: { '*': { requireMention: false } } },
    { ...inGroup, isForBot: false },
    'listen',
  ],
  [
    'one group can be left out',
    { groupPolicy: 'open', groups: { '-100': { enabled: false } } },
    inGroup,
    'ignore',
  ],
  ['or all of them', { groupPolicy: 'disabled', groups: { '-100': {} } }, inGroup, 'ignore'],
] as const)('%s', (_, keys, where, verdict) => {
  const settings = toTelegramSettings(keys as Parameters<typeof toTelegramSettings>[0])
  const message = { sender: '7', ...where }
  expect(settings && judgeSender(message, settings, sender => sender === 'approved')).toBe(verdict)
})
