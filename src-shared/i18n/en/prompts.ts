// Questions that only a person can answer.
export const prompts = {
  titles: {
    hostKey: 'Is this really {host}?',
    password: 'Password of {user} on {host}',
    passphrase: 'Passphrase of a key',
    question: '{host} has a question',
    overSsh: {
      read: 'Read the gateway’s secret on {host}?',
      approve: 'Approve this device on {host}?',
    },
    widerScope:
      '{gateway, select, none {Ask the gateway of this computer for the right to do everything?} other {Ask {gateway} for the right to do everything?}}',
  },
  more: '{count, plural, one {One more question waits.} other {# more questions wait.}}',
  hostKey: {
    lead: 'Gangway has not met this host before. Compare its key with the one on the host itself; until you answer, no password and no key of yours is sent.',
    host: 'Host',
    place: '{host} at {address}, port {port}',
    through: 'Reached through',
    fingerprint: 'Fingerprint of its {keyType} key',
    copy: 'Copy fingerprint',
    otherKey: 'This host is already known by another key',
    otherKeyAdvice:
      '{other} ({types}). A host that suddenly shows a second kind of key may be someone else: compare before you trust it.',
    alsoKnown: 'The same key is already trusted as {names}.',
    toSeeIt: 'To see it on the host itself, run there',
    command: 'Command that shows the fingerprint',
    paste: 'Paste what it printed',
    pasteHint: 'The whole line will do. Gangway compares it for you.',
    trustOnce: 'Trust once',
    trustAndSave: 'Trust and save',
  },
  secret: {
    wrongPassword: 'The server did not accept that password. Try {attempt}.',
    wrongPassphrase: 'That passphrase does not open the key. Try {attempt}.',
    passwordLead:
      '{via, select, none {The host key is verified, and the server asks for a password.} other {The host key is verified, and the server asks for a password (reached through {via}).}}',
    passphraseLead: 'The key file {path} is encrypted. Its passphrase stays on this computer.',
    password: 'Password',
    passphrase: 'Passphrase',
    remember: 'Remember it, in the keychain where there is one',
    logIn: 'Log in',
    unlock: 'Unlock the key',
  },
  question: {
    lead: '{via, select, none {Logging in as {user}. The host key is verified.} other {Logging in as {user} through {via}. The host key is verified.}}',
    serverSays: 'The server says',
    answer: 'Answer {number}',
    send: 'Send',
    continue: 'Continue',
  },
  overSsh: {
    commands: 'What is run',
    user: 'Runs as',
    key: 'Only where this host key is presented',
    read: {
      lead: 'Over the SSH connection, which is verified, exactly this is run there, once:',
      after:
        'Of what it says, gateway.auth.token or gateway.auth.password is used for one login. Then the gateway gives this device a token of its own and the secret is forgotten: it is never written to this computer’s disk.',
      agree: 'Read it, this once',
    },
    approve: {
      lead: 'Over the SSH connection, which is verified, exactly this is run there, for this one request:',
      after:
        'Approved is only what the list has as this very device’s own request; anything else is left alone.',
      agree: 'Run it, for this request',
    },
  },
  widerScope: {
    lead: 'Gangway on this computer would be an administrator of this gateway. It could then:',
    may: {
      change: 'change its whole configuration: models, channels, who may come in',
      devices: 'let any device in, with any right, and turn others out',
      commands: 'decide which commands may run on its computer and its nodes',
      conversations: 'read, change and delete every conversation',
    },
    gateway: 'Gateway',
    scope: 'Right',
    after:
      'Where the gateway’s token or password is kept here, it may grant this at once. If you cancel, everything stays as it is.',
    agree: 'Ask for it',
  },
} as const
