// Which session was looked at last on each gateway, so that a reloaded window opens there again.

const prefix = 'chat.session '

export function lastSession(targetKey: string): string | undefined {
  try {
    return localStorage.getItem(prefix + targetKey) ?? undefined
  } catch {
    // Storage may be switched off; the main session is a good place to begin.
    return undefined
  }
}

export function rememberSession(targetKey: string, sessionKey: string): void {
  try {
    localStorage.setItem(prefix + targetKey, sessionKey)
  } catch {
    // The next window then begins with the main session.
  }
}
