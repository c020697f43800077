export const shell = {
  pages: {
    connect: 'Connect',
    chat: 'Chat',
    health: 'Health',
    gateway: 'Gateway',
    settings: 'Settings',
    welcome: 'Welcome',
  },
  pageTitle: '{page} – Gangway',
  navigation: 'Pages',
  skipToPage: 'Skip to the page',
  connection: 'Connection',
  disconnect: 'Disconnect',
  retryNow: 'Retry now',
  stop: 'Stop',
  gateways: {
    title: 'Gateways',
    open: 'Turn to another gateway{waiting, plural, =0 {} other {: # waiting there}}',
    stands:
      '{how}{approvals, plural, =0 {} one { · # command waits} other { · # commands wait}}{unread, plural, =0 {} one { · # new answer} other { · # new answers}}',
    keep: 'Stay connected',
    keepOne: 'Stay connected: {name}',
    keepDetail: 'Also while another gateway is shown.',
    full: 'Gangway stays connected to {max} gateways at most.',
  },
  troubles: {
    title: 'Damaged files',
    settings: 'Your settings file was damaged',
    settingsText:
      '{from, select, defaults {There is no earlier copy of it, so the app’s settings are as they were at first.} other {The app’s settings are as they were after the last change that was saved.}}',
    outbox: 'The file of waiting messages was damaged',
    gateway: 'The database of this computer’s gateway was damaged',
    gatewayKept:
      'It goes on with what could be read: {conversations, plural, one {# conversation} other {# conversations}}, {messages, plural, one {# message} other {# messages}}, {devices, plural, one {# paired device} other {# paired devices}}.',
    kept: '{kept, plural, =0 {No message waits any more.} one {# message was kept and goes on waiting.} other {# messages were kept and go on waiting.}}',
    lost: '{lost, plural, =0 {None was lost.} one {# message could not be read.} other {# messages could not be read.}}',
    lostUnknown: 'Whether others could not be read cannot be told.',
    keptAs: 'The damaged file is kept:',
    showFile: 'Show the file',
  },
  signedOut: 'This page is signed out',
  notOpened: 'Gangway is not behind this page',
  notOpenedRemedy:
    'Start Gangway and open the address it prints. That address holds a one-time token, so a bookmark of an earlier one no longer works.',
} as const
