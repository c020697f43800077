// The two channels between the desktop app and its window.

/** Window to app: `invoke(askChannel, name, argument)`, answered with a Reply. */
export const askChannel = 'desktop.ask'

/** App to window: `send(tellChannel, [[name, value], …])`, in the order in which they were told. */
export const tellChannel = 'desktop.tell'

/** Where the page stands: a scheme and host of its own, so that no file and no web address is of its origin. */
export const pageOrigin = 'app://main'
