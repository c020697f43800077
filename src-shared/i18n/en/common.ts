export const common = {
  cancel: 'Cancel',
  copied: 'Copied',
  copy: 'Copy',
  dismiss: 'Dismiss',
  dismissMessage: 'Dismiss this message',
  /** A host beyond a jump host. */
  hostThrough: '{host} (through {via})',
  /** Beside a password. */
  showTyped: 'Show or hide what is typed',
  thisComputer: 'this computer',
} as const
