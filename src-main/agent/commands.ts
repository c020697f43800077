// The slash commands every conversation understands, with or without a model.

export const commands = [
  {
    name: 'help',
    description: 'What can be asked without a model.',
    category: 'status',
    argument: undefined,
  },
  {
    name: 'status',
    description: 'The model, the gateway and what it is doing.',
    category: 'status',
    argument: undefined,
  },
  { name: 'health', description: 'How the gateway is.', category: 'status', argument: undefined },
  {
    name: 'model',
    description: 'Lists the models, or chooses one for this conversation.',
    category: 'options',
    argument: 'name',
  },
  { name: 'new', description: 'Begins the conversation anew.', category: 'session', argument: undefined },
  {
    name: 'stop',
    description: 'Stops the answers under way in this conversation.',
    category: 'session',
    argument: undefined,
  },
] as const
