// The first start, step by step.
export const welcome = {
  title: 'Welcome to Gangway',
  lead: 'Where is the gateway you want to talk to? You can have others later.',
  later: 'Set up later',
  close: 'Close',
  back: 'Back',
  step: 'Step {step} of {steps}',
  language: 'Language',
  ways: {
    local: {
      title: 'On this computer',
      detail:
        'Gangway brings a gateway of its own. Nothing has to be installed, and only this computer reaches it.',
    },
    ssh: {
      title: 'On another computer, over SSH',
      detail:
        'For a server or a computer at home that you can log in to. Your SSH configuration and keys are used.',
    },
    direct: {
      title: 'At a gateway’s address',
      detail: 'For a gateway that is reached at ws:// or wss://, such as one in your tailnet.',
    },
  },
  fieldsTitle: {
    ssh: 'Which computer?',
    direct: 'Which address?',
  },
  fieldsLead: {
    ssh: 'Whatever you would write after “ssh”. The key of a new host is shown to you before anything secret is sent.',
    direct: 'As the gateway’s owner gave it to you.',
  },
  secretDetail: 'Leave it empty if you are not sure: you are asked for it when the gateway wants one.',
  connect: 'Connect',
  importWay: {
    title: 'From an OpenClaw configuration',
    detail:
      '{path, select, none {Takes the gateway and its token out of an openclaw.json. You see what it holds first.} other {{path} was found. You see what it holds before anything is saved.}}',
  },
  importTitle: 'Take over from OpenClaw',
  importLead: 'The file is only read. Nothing is saved before you say so.',
  importPath: 'Configuration file',
  importPathDetail: 'Its path on this computer, such as ~/.openclaw/openclaw.json.',
  importPathEmpty: 'Enter the path of the file.',
  importChoose: 'Choose a file…',
  importRead: 'See what it holds',
  importHolds: 'What would be taken over',
  importCredential: 'Credential',
  importHasCredential:
    '{kind, select, password {There is a password in {from}. It goes into the vault and is not shown.} other {There is a token in {from}. It goes into the vault and is not shown.}}',
  importNoCredential: 'None is in the file. You are asked for it if the gateway wants one.',
  importPin: 'Certificate',
  importLeft: 'What is not taken over',
  importLeftReasons: {
    gateway: 'It belongs to the gateway and goes on working there.',
    'asked-later': 'Gangway asks about it when it connects.',
    include: 'Files that are included are not read.',
    'one-secret': 'One credential is enough; the other one stays there.',
    provider: 'The secret is with a provider that Gangway does not ask.',
    'unset-variable': 'The secret is to come from an environment variable that is not set here.',
    'ssh-config': 'Say it in your SSH configuration (IdentityFile), which Gangway follows.',
  },
  importTakeOver: 'Take over and connect',
  climbing: 'The way there',
  climbingSteps: '{target, select, none {Steps to this computer} other {Steps to {target}}}',
  notClimbing: 'The attempt was ended.',
  doneTitle:
    '{target, select, none {You are connected to this computer} other {You are connected to {target}}}',
  doneLead: 'Every step was passed, and the gateway has accepted you.',
  secretsForgotten:
    'There is no keychain here, so secrets are kept until Gangway ends. {settings} can change that.',
  secretsSettings: 'Settings › Credentials',
  fromNowOn: 'From now on',
  openSettings: 'Look at the settings',
} as const
