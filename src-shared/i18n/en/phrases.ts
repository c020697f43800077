// Pieces of sentences: src-shared/said.ts. Most finish one, after a colon or in brackets, so they begin small and have no
// full stop; those under `health` and the warnings about ssh_config are whole.
export const phrases = {
  // ── health ──
  healthFailing: 'The gateway has not answered a health check for {seconds, number} s.',
  healthNone: 'No health check has come back yet.',
  healthOld: 'The last health check is {seconds, number} s old.',
  healthSlow: 'The last round trip took {ms, number} ms.',
  healthChannel: '{channel}: {problem, select, none {error} other {{problem}}}.',
  gatewaySlow: 'The gateway is slow to react{reasons, select, none {} other { ({reasons})}}.',
  pluginsFailed: '{count, plural, one {A plugin failed to load.} other {# plugins failed to load.}}',
  modelsDegraded: 'The gateway’s models are degraded.',

  // ── host keys ──
  caNeedsSystemSsh: 'authorities (@cert-authority) work with the system’s ssh and its own known_hosts only',
  noKnownHostsLine: 'it has to hold names, a key type and a key, as ssh-keyscan prints them',
  // ── an openclaw.json to take over ──
  importChanged: 'it has changed since it was shown; look at it again',
  importMissing: 'there is no such file',
  importNoFile: 'it is not an ordinary file',
  importNoGateway: 'it names no gateway that can be reached',
  importNotJson5: 'it is not valid JSON5',
  importTooLarge: 'it is larger than {kilobytes} kB',

  // ── what a message takes ──
  sizeBytes: '{bytes, plural, one {# byte} other {# bytes}}',
  sizeKilobytes: '{size, number} KB',
  sizeMegabytes: '{size, number, ::.#} MB',
  attachmentEmpty: '{name} is empty.',
  attachmentUnreadable: '{name} could not be read.',
  attachmentsTooMany: 'A message takes {max, number} attachments at most.',
  attachmentTooLarge:
    '{name} is {size}. This gateway takes {kind, select, picture {pictures} other {files}} of {max} at most.',
  attachmentsTooLarge: 'With {name} the message would be {size}. This gateway takes {max} in all.',
  messageTooLarge: 'The message is {size}. This gateway takes {max} in all.',
  noMessages: 'the answer holds no messages',
  noSessions: 'the answer holds no sessions',
} as const
