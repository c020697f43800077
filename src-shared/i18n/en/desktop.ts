export const desktop = {
  update: 'Update to {version}…',
  tray: {
    anotherHost: 'Another host…',
    answer: 'Answer the question…',
    cancel: 'Stop connecting',
    chat: 'Open chat',
    connect: 'Connect…',
    connectTo: '{target, select, none {Connect to this computer} other {Connect to {target}}}',
    copyDiagnostics: 'Copy diagnostics',
    disconnect: 'Disconnect',
    health: 'Health',
    quit: 'Quit Gangway',
    recent: 'Recent hosts',
    retry: 'Try again now',
    settings: 'Settings…',
    thisComputer: 'This computer',
  },
  menu: { view: 'View', edit: 'Edit', window: 'Window' },
  notice: {
    question: 'A question waits for your answer.',
    down: '{target, select, none {The gateway on this computer cannot be reached} other {{target} cannot be reached}}',
    goesOn: '{why, select, none {Gangway goes on trying.} other {{why} Gangway goes on trying.}}',
    back: '{target, select, none {Connected to this computer again} other {Connected to {target} again}}',
    asItWas: 'Everything is as it was.',
  },
  external: {
    open: 'Open {host} in your browser?',
    mail: 'Write to this address?',
    yes: 'Open',
    always: 'Always open addresses at {host}',
  },
  link: {
    filledIn:
      'A link filled in this form. Nothing has been done with it: check where it leads before you connect.',
    refused: 'This link cannot be used',
    refusedText: 'Gangway understands links that name a host or the address of a gateway: {example}.',
  },
  trouble: {
    title: 'The window keeps failing',
    text: 'It was opened again three times within five minutes and did not stay. Your connection, your conversations and what you had typed are safe.',
    restart: 'Restart Gangway',
    safeMode: 'Restart in safe mode',
    safeModeText:
      'Safe mode connects to nothing by itself and does without the graphics processor. The report is taken from the log, without secrets.',
    copy: 'Copy the report',
    copied: 'The report is copied',
    report: 'Report',
  },
  safeMode: {
    title: 'Gangway has started in safe mode',
    text: 'It connects to nothing by itself and does without the graphics processor. Quit and start it again to leave safe mode.',
  },
  unresponsive: {
    title: 'The window does not answer',
    text: 'You can wait, or load it again. The connection goes on, and what you typed is kept.',
    wait: 'Wait',
    reload: 'Load it again',
  },
  updates: {
    later: 'Later',
    failed:
      'Gangway {version} could not be downloaded. The log says why; it can be tried again from the tray.',
    download: {
      title: 'Gangway {version} is there',
      text: 'It is downloaded now and installed when you say so. You go on with this version until then.',
      yes: 'Download',
    },
    install: {
      title: 'Gangway {version} is ready',
      text: 'Restart now, or let it be installed when you next quit Gangway. Drafts are kept, and the connection comes back by itself.',
      yes: 'Restart now',
    },
  },
  gaveUp: 'Gangway fails again and again, even in safe mode. The log says why: {path}',
} as const
