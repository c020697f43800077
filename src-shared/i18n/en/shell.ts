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
  signedOut: 'This page is signed out',
  notOpened: 'Gangway is not behind this page',
  notOpenedRemedy:
    'Start Gangway and open the address it prints. That address holds a one-time token, so a bookmark of an earlier one no longer works.',
} as const
