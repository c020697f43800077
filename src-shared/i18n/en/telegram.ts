// What the bot in Telegram says by itself, and what the assistant is told of files and quotes that come from there.
export const telegram = {
  pairing:
    'This assistant does not know you yet. Its owner can let you in with this code:\n\n{code}\n\nYour Telegram id: {id}. On the gateway’s computer: gangway pairing approve telegram {code}',
  welcome: 'You may write to this assistant now.',
  uncertain:
    '⚠ The gateway was stopped while a part of its answer was on its way, so that part may be missing here. The whole answer is in Gangway.',
  stopped: '(stopped)',
  failed: 'The answer could not be finished.',
  edited: '(Edited) {text}',
  inReplyTo: 'In reply to {name, select, you {you} other {{name}}}:',
  file: '(A file came along that cannot be read here: {name}, {type})',
  fileLeftOut:
    '(A file is missing: {name}. {why, select, big {It is larger than {megabytes} MB.} other {It could not be fetched.}})',
} as const
