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
  mend: 'Look at this again.',
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
