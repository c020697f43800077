// What people read in the tray, the menus, the dialogs and the notices of the desktop.
import type { Notice } from './notice-policy.ts'

export const words = {
  language: 'en',
  app: 'Gangway',
  starting: 'Starting…',
  notice: (notice: Notice): { title: string; body: string } => {
    switch (notice.kind) {
      case 'needs-you':
        return {
          title: `${notice.name} needs you`,
          body: notice.why || 'A question waits for your answer.',
        }
      case 'down':
        return {
          title: `${notice.name} cannot be reached`,
          body: `${notice.why} Gangway goes on trying.`.trim(),
        }
      case 'back':
        return { title: `Connected to ${notice.name} again`, body: 'Everything is as it was.' }
    }
  },
  trouble: {
    title: 'The window keeps failing',
    text: 'It was opened again three times within five minutes and did not stay. Your connection, your conversations and what you had typed are safe.',
    restart: 'Restart Gangway',
    safeMode: 'Restart in safe mode',
    copy: 'Copy the report',
    safeModeText: 'Safe mode connects to nothing by itself and does without the graphics processor.',
    report: 'Report',
  },
  safeMode: {
    title: 'Gangway has started in safe mode',
    text: 'It failed twice within a minute, so it connects to nothing by itself and does without the graphics processor. Quit and start it again to leave safe mode.',
  },
  gaveUp: 'Gangway fails again and again, even in safe mode. The log in its state directory says why.',
  unresponsive: {
    title: 'The window does not answer',
    text: 'You can wait, or load it again. The connection goes on, and what you typed is kept.',
    wait: 'Wait',
    reload: 'Load it again',
  },
  link: {
    refused: 'That link cannot be used',
    refusedText:
      'Gangway understands gangway://connect?target=… with the name of a host or the address of a gateway.',
  },
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
