// What the embedded gateway's slash commands do, by name.
export const commands = {
  help: 'What can be asked without a model.',
  status: 'The model, the gateway and what it is doing.',
  health: 'How the gateway is.',
  model: 'Lists the models, or chooses one for this conversation.',
  new: 'Begins the conversation anew.',
  stop: 'Stops the answers under way in this conversation.',
  compact: 'Puts what was said so far into few words, to make room.',
  nodes: 'The devices that lend the gateway their commands.',
  approve: 'Lists what waits for approval, or answers it.',
} as const
