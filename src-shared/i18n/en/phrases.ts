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

  // ── what a step of the ladder found ──
  noteVia: '{via}: {note}',
  noteGreeting: 'protocol {protocol}, gateway {version}',
  noteDevice: 'device {id}',
  noteNoDevice: 'not needed for a tool on this road',
  noteStillOpen: 'still open',
  noteThroughProxy: 'through a proxy',
  notePlace: '{host}, port {port}',
  noteKey: '{key}, {why}',
  keyKnownFrom: 'known from {where}',
  keyTrustedForNow: 'trusted for now',
  keyAccepted: 'new, accepted as ssh_config says',
  keyConfirmed: 'confirmed',
  keyKnownToSsh: 'as ssh knows it',
  noteLogin: '{how}, as {user}',
  noteLoginUnsaved: '{how}, as {user} (the secret could not be saved)',

  // ── how one logs in over SSH ──
  keyFile: 'key {path}',
  agentKey: 'agent key {name}',
  password: 'password',
  noCredential: 'no credential',
  acceptedButMore: '{method} (accepted, but more is wanted)',
  and: '{first} and {second}',
  together: '{methods}',
  atPath: '{path}: {problem}',
  aPassword: 'a password',
  anAnswer: 'an answer',
  passphraseOf: 'the passphrase of {path}',
  newPassword: 'a new password, because the old one has expired',
  skippedUnreadable: 'the key file {path} cannot be read: {why}',
  skippedUnsupported: 'the built-in SSH cannot use the key {path}: {what}',
  skippedAgent: 'the SSH agent at {agent} does not answer',

  // ── what is wrong with a key ──
  damaged: 'it is damaged',
  noFile: 'it is not a file',
  keyTooLarge: 'it is too large for a key',
  keyExposed: 'others may read it',
  permissionDenied: 'permission was denied',
  keyDsa: 'DSA keys are too weak; servers refuse them',
  keyCertificate: 'it is a certificate, which the built-in SSH does not use',
  keyUnknownFormat: 'it is not a private key in a format that is known',
  keyFido: 'it is a FIDO security key',
  keyFidoInAgent: 'the agent holds it as a FIDO security key or certificate',
  keyPuttyVersion: 'it is in PuTTY’s format {version}; save it as version 2 or convert it ({command})',
  keyPuttyType:
    'PuTTY’s keys of type {type, select, none {unknown} other {{type}}} have to be converted first ({command})',

  // ── SSH ──
  algorithmKex: 'key exchange',
  algorithmHostKey: 'host key',
  algorithmCipher: 'cipher',
  algorithmMac: 'integrity (MAC)',
  algorithmCompression: 'compression',
  algorithmOther: 'such',
  channelUnknown: 'it does not know this kind of channel',
  channelNoResources: 'it is short of resources',
  channelClosedAtOnce: 'it closed the channel at once',
  sshNoHostKey: 'it did not tell the host key',
  sshNotStarted: 'it could not be started',
  configUnsafe: 'it belongs to someone else, or others may write to it',
  onlyOtherLogins: 'only logins it cannot do ({methods})',
  noAgent: 'none',

  // ── what of ssh_config is left out ──
  strictCheckingOff:
    'StrictHostKeyChecking is off in the SSH configuration. Gangway asks about an unknown key and stops at a changed one all the same.',
  forwardAgentUnused: 'ForwardAgent is not used: the SSH agent is never made available to the host.',
  optionUnused: '{option} is not used.',
  forwardNotOpened: '{option} {forward} is not opened.',
  commandNotRun: '{option} is not run.',
  commandNeverRun: '{option} is never run.',
  keywordUnknown: 'The keyword {keyword} in the SSH configuration is not understood.',

  // ── why this is no host ──
  targetEmpty: 'nothing was entered',
  tooLong: 'it is longer than {max, number} characters',
  targetInvisible: 'it holds white space or characters that cannot be seen',
  targetQuery: 'an ssh:// address has no query or fragment',
  targetPath: 'an ssh:// address has no path',
  targetPassword: 'a password does not belong into an address; you are asked for it',
  targetParameters: 'connection parameters after “;” are not understood',
  targetBrackets: 'the brackets around the address do not fit',
  targetIpv6Port: 'an IPv6 address with a port is written [address]:port',
  userMissing: 'the user name before “@” is missing',
  userLikeOption: 'a user name cannot begin with “-”',
  userInvisible: 'the user name holds white space or characters that cannot be seen',
  userShell: 'the user name holds a character that a shell would act on',
  userPercent: 'a “%” in the user name is not followed by two hex digits',
  hostMissing: 'the host name is missing',
  hostLikeOption: 'a host name cannot begin with “-”',
  hostShell: 'the host name holds a character that a shell would act on',
  hostBrackets: 'the host name holds “[”, “]”, “@” or “,”',
  hostNoIpv6: '{host} is not an IPv6 address',
  portRange: 'the port is not a number from 1 to 65535',
  urlUnreadable: 'it cannot be read as an address',
  urlScheme: 'it begins with {scheme}',
  urlCredentials: 'it holds a user name or password',
  urlQuery: 'it holds a query or fragment, where tokens leak',
  urlNoHost: 'it names no host',
  urlNoSocket: 'no WebSocket can be opened with it',

  // ── what answers there ──
  noChallenge: 'its first message is no challenge',
  noWebSocket: 'it does not speak WebSocket',
  noTls: 'no TLS there',
  withoutId: 'without an id',
  scopeUnnamed: 'it was asked for',

  // ── where secrets are kept ──
  keychainSilent: 'it does not answer; it may be locked',
  keychainError: 'it answers with an error',
  vaultForced: 'GANGWAY_VAULT is {value}',
  unknownReason: 'unknown',
  entryDamaged: 'the entry {id} is damaged or belongs to something else',
  identityDamaged: 'the entry of this device’s identity is damaged',
  fileUnreadable: '{path} cannot be read ({why})',

  // ── the settings ──
  notJson: 'it is not valid JSON',
  notJson5: 'it is not valid JSON5 (line {line}, column {column})',
  unreadable: 'it cannot be read',

  // ── what was refused ──
  theHost: 'The host',
  theFingerprint: 'The fingerprint',
  theAnswer: 'The answer',
  theAddress: 'The address',
  noChangedKey: 'no changed key was seen there; connect first',
  otherFingerprint: 'it is not the one that {host} presented',
  questionGone: 'its question is no longer asked',
  addressCharacters: 'it holds characters that no address has',
  noAddress: 'it is not an address',
  onlyHttps: 'only https: and mailto: are opened',
  addressUser: 'it holds a user name',

  // ── names of kept secrets ──
  secretGateway:
    '{target, select, none {Gateway credential of this computer} other {Gateway credential of {target}}}',
  secretDeviceToken:
    '{target, select, none {Device token of this computer} other {Device token of {target}}}',
  secretIdentity: 'This device’s identity (forget it to pair anew everywhere)',
  secretGatewayPassword: 'Password of this computer’s gateway',
  secretModelKey: 'Key of the model provider {provider}',
  secretKey: 'SSH key {path}',
  secretPassword: 'SSH password of {login}',
} as const
