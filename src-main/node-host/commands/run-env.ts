// What a program on this node finds in its environment: a person's usual surroundings, nothing of Gangway's own and no
// secrets that happen to stand there. Callers may set a few harmless names, and those that the policy file lists.

const usual =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|TERM|COLORTERM|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|XDG_[A-Z_]+|SYSTEMROOT|WINDIR|SYSTEMDRIVE|PATHEXT|COMSPEC|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(?:\(X86\))?|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE)$/i

const settable = /^(?:LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI)$/

/** These change which code runs; no list can permit them. */
const never =
  /^(?:LD_|DYLD_|NODE_OPTIONS$|ELECTRON_|PYTHON|PERL5|RUBY|BASH_ENV$|ENV$|PATH$|SHELL$|IFS$|PS4$)/i

export function runEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => usual.test(name))
  return { ...Object.fromEntries(kept), OPENCLAW_SHELL: 'exec' }
}

/** What a caller wants set, if all of it may be. */
export function askedEnv(
  asked: Readonly<Record<string, string>>,
  permitted: readonly string[],
): { readonly kept: NodeJS.ProcessEnv } | { readonly refusedNames: readonly string[] } {
  const names = Object.keys(asked)
  const refusedNames = names.filter(
    name => never.test(name) || (!settable.test(name) && !permitted.includes(name)),
  )
  const hasNul = Object.values(asked).some(value => value.includes('\0'))
  if (refusedNames.length > 0 || hasNul) return { refusedNames: hasNul ? names : refusedNames }
  return { kept: asked }
}
