export const voice = {
  listening: 'Listening',
  listeningTo: 'Listening after “{trigger}”',
  saySomething: 'Speak now. “Never mind” takes it back.',
  receipt: 'What was said last',
  steps: {
    heard: 'heard',
    sent: 'sent',
    accepted: 'accepted',
    answered: 'answered',
  },
  takenBack: 'Taken back; nothing was sent.',
  sendAgain: 'Send again',
  dismiss: 'Dismiss',
  openChat: 'Open the conversation',
  byKey: 'talk key',
} as const
