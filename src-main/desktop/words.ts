// What people read in the tray, the menus, the dialogs and the notices of the desktop.

export const words = {
  app: 'Gangway',
  starting: 'Starting…',
  external: {
    open: (host: string) => `Open ${host} in your browser?`,
    mail: 'Write to this address?',
    yes: 'Open',
    no: 'Cancel',
    always: (host: string) => `Always open addresses at ${host}`,
  },
  menu: { view: 'View' },
  tray: {
    connect: 'Connect',
    connectTo: 'Connect to',
    recent: 'Recent hosts',
    anotherHost: 'Another host…',
    disconnect: 'Disconnect',
    cancel: 'Cancel',
    retry: 'Try again now',
    answer: 'Answer the question…',
    chat: 'Open chat',
    health: 'Health',
    settings: 'Settings…',
    open: 'Open Gangway',
    copyDiagnostics: 'Copy diagnostics',
    update: (version: string) => `Update to ${version}…`,
    quit: 'Quit Gangway',
  },
} as const
