// What it takes to keep the gateway, or a node, running on this computer: one file, and a few commands of the system. Pure.
import { createHash } from 'node:crypto'
import path from 'node:path'

/** What is kept running. */
export type ServiceKind = 'gateway' | 'node'

export type ServiceWish = {
  readonly kind: ServiceKind
  readonly profile: string
  /** What is started: the program and its arguments. Never a secret: anybody can read it. */
  readonly command: readonly [program: string, ...args: string[]]
  readonly stateDir: string
}

export type ServicePlace = {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** XDG_CONFIG_HOME and the like. */
  readonly env: NodeJS.ProcessEnv
  /** The person's number, for launchd. */
  readonly uid: number
}

/** A command of the system: argv, never a shell. */
export type Step = {
  readonly argv: readonly [program: string, ...args: string[]]
  /** Its failure is no failure: there may be nothing to undo. */
  readonly mayFail?: boolean | undefined
}

export type ServicePlan = {
  /** As the system calls it. */
  readonly name: string
  /** The file that describes the service, and what is in it. */
  readonly file: string
  readonly text: string
  /** After the file was written. */
  readonly begin: readonly Step[]
  /** Before the file is removed. */
  readonly end: readonly Step[]
  /** After the file was removed. */
  readonly afterwards: readonly Step[]
  /** What a person should know. */
  readonly remarks: readonly string[]
}

/** `gateway`, or `gateway-NAME`: a profile whose name the system would not take gets a number instead. */
export function serviceName({ kind, profile }: Pick<ServiceWish, 'kind' | 'profile'>): string {
  if (profile === 'default') return kind
  return /^[A-Za-z0-9_.-]+$/.test(profile)
    ? `${kind}-${profile}`
    : `${kind}-${createHash('sha256').update(profile).digest('hex').slice(0, 8)}`
}

/** Where the service's own output goes, where the system does not collect it. */
export function outputFile({ kind, stateDir }: Pick<ServiceWish, 'kind' | 'stateDir'>): string {
  return path.posix.join(stateDir, 'logs', kind === 'gateway' ? 'service.log' : `${kind}-service.log`)
}
