// The `gangway` of a terminal: what is there, and the small script that Gangway can put there.

export type CommandLauncher = {
  /** The first program of that name on the PATH. */
  readonly found?:
    | {
        readonly path: string
        /** Whether it starts this very app. */
        readonly isOurs: boolean
      }
    | undefined
  /** Absent where the installation brings its own command, or none can be made. */
  readonly script?: LauncherScript | undefined
  /** Why there is none to make, where somebody would expect one: the app stands where it will not stay. */
  readonly hindrance?: 'not-installed' | undefined
}

export type LauncherScript = {
  readonly path: string
  /** All that is written, to be looked at first. */
  readonly text: string
  /** `stale`: ours, and leading to where the app was. `foreign`: somebody else's file, which stays as it is. */
  readonly state: 'none' | 'current' | 'stale' | 'foreign'
  /** Whether a terminal looks in its folder. */
  readonly isOnPath: boolean
}
