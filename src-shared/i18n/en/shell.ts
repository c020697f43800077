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
  signedOut: 'This page is signed out',
  notOpened: 'Gangway is not behind this page',
  notOpenedRemedy:
    'Start Gangway and open the address it prints. That address holds a one-time token, so a bookmark of an earlier one no longer works.',
} as const
