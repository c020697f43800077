// What a window and the app may say to each other, for every door. Types only: preload carries this table around
// without understanding it. `ask` is a question with one answer; `tell` is pushed by the app.
import type { CommandLauncher } from './command-launcher.ts'
import type { AskedScope, ConnectionState, ConnectionTarget, LocalPortState, Standing } from './connection.ts'
import type { Bundle, DoctorReport, Finding, SavedBundle } from './doctor.ts'
import type { ErrorReport } from './errors.ts'
import type { HealthSnapshot } from './health.ts'
import type { TimelineEntry } from './timeline.ts'
import type { Ladder } from './ladder.ts'
import type { ExecPolicyMode, NodeHostState } from './node-host.ts'
import type { ImportPlan, ImportSource } from './openclaw-import.ts'
import type { FoundModel, ModelKey, OwnGateway, OwnGatewayChange, OwnGatewaySecret } from './own-gateway.ts'
import type { NewMessage, OutboxEntry, StopRequest } from './outbox.ts'
import type { PendingPrompt, PromptAnswer } from './prompts.ts'
import type { AppSettings, AppSettingsChange, HostColor } from './settings.ts'
import type { Said } from './said.ts'
import type { Trouble } from './troubles.ts'
import type { VoiceState } from './voice.ts'

export type Ask<In, Out> = { readonly kind: 'ask'; readonly types?: (argument: In) => Out }
export type Tell<Out> = { readonly kind: 'tell'; readonly types?: () => Out }

function ask<In, Out>(): Ask<In, Out> {
  return { kind: 'ask' }
}
function tell<Out>(): Tell<Out> {
  return { kind: 'tell' }
}

export type AppInfo = {
  readonly version: string
  readonly platform: string
  /** `gateway`: a page that its gateway served, and that speaks to it by itself. */
  readonly door: 'desktop' | 'browser' | 'gateway'
  readonly stateDir: string
  readonly profile: string
  readonly logFile: string
  /** Where this computer keeps what is left of a process that crashed; absent where there is no such folder. */
  readonly crashFolder?: string | undefined
  /** This device's id, as gateways list it. */
  readonly deviceId: string
  readonly canStartAtLogin: boolean
  /** Whether this build looks for newer ones. */
  readonly canUpdate: boolean
}

/** A host offered on the Connect page. */
export type HostEntry = {
  /** The alias, or what was typed when it is not in ssh_config. */
  readonly host: string
  readonly source: 'ssh_config' | 'settings'
  /** `user@hostname:port` as far as ssh_config says without asking ssh. */
  readonly summary: string
}

/** What ssh_config makes of one host, for the preview. */
export type HostPreview = {
  readonly hostname: string
  readonly port: number
  readonly user: string
  readonly jumps: readonly string[]
  readonly identityFiles: readonly string[]
  readonly agent: Said
  /** `ssh -G`, or our own reader where there is no ssh. */
  readonly resolvedBy: 'ssh' | 'gangway'
  /** What Gangway will not apply, in words. */
  readonly warnings: readonly Said[]
  /** Set when only the system's ssh can reach this host; says why. */
  readonly needsSystemEngine?: Said | undefined
}

export type VaultStatus = {
  /** Where secrets are kept at the moment. */
  readonly backend: 'keychain' | 'memory' | 'file'
  /** Why the keychain is not used, in words. */
  readonly why?: Said | undefined
  readonly path?: string | undefined
  /** Set while something in it cannot be had; nothing is deleted meanwhile. */
  readonly locked?: LockedSecret | undefined
}

/** A secret that is kept and cannot be had: its place is locked or refuses, or the entry itself is of no use. */
export type LockedSecret = {
  readonly id: string
  readonly label: string
  readonly why: Said
  /** `place`: another try may help. `entry`: it has to be entered anew, or forgotten. */
  readonly lies: 'place' | 'entry'
}

/** A line of Gangway's own known_hosts. */
export type KeptHostKey = {
  /** As they are written: a comma list, or a hash that hides them. */
  readonly names: string
  readonly marker: 'key' | 'revoked' | 'cert-authority'
  readonly type: string
  readonly fingerprint: string
}

/** A stored secret, by name; its value never crosses. */
export type CredentialEntry = { readonly id: string; readonly label: string }

/** A gateway event as it came over the wire. */
export type GatewayEvent = {
  readonly event: string
  readonly payload?: unknown
  readonly seq?: number | undefined
}

/** Which gateway something is about, by its `targetKey`. Absent where there can be but one: in a page it served itself. */
export type Of = { readonly of?: string | undefined }

/** What befell one connection. */
export type Story = { readonly entries: readonly TimelineEntry[] } & Of

/** One of the gateways that a person may turn to, in an order that stays: the first nine have a key each. */
export type GatewayEntry = {
  /** Its `targetKey`. */
  readonly key: string
  readonly target: ConnectionTarget
  readonly label?: string | undefined
  readonly color?: HostColor | undefined
  /** `idle` where there is no connection to it. The one that is shown has more to say, by `connection.changed`. */
  readonly stands: Standing
  readonly isShown: boolean
  /** Whether the app stays connected to it while another one is shown. */
  readonly isKept: boolean
  /** Commands that wait for a yes or no. */
  readonly approvals: number
  /** Answers that came while another one was shown. */
  readonly unread: number
}

export type RecentTarget = { readonly target: ConnectionTarget; readonly lastOnlineAt: number }

export type PageName = 'connect' | 'chat' | 'health' | 'gateway' | 'settings'

/** Where the window is sent from outside it: by the tray, a notice or a link. */
export type Destination = {
  readonly page: PageName
  /** The part of the page, as its address says. */
  readonly section?: string | undefined
  /** Fills in the form of the Connect page. Nothing is done with it until a person has looked at it and connects. */
  readonly proposal?: ConnectionTarget | undefined
}

export const desktopApi = {
  app: {
    info: ask<void, AppInfo>(),
    /** Where the window has been sent and has not gone yet; null when nowhere. Each destination is handed out once. */
    destination: ask<void, Destination | null>(),
    /** Whether the page has something that would be gone with it, such as a file that was not sent yet. */
    hold: ask<{ holds: boolean }, void>(),
    /** There is a destination to ask for. */
    navigate: tell<null>(),
    /** For windows whose browser may not write to the clipboard. */
    copyText: ask<{ text: string }, void>(),
    /** Opens an https: or mailto: address in the system's browser, after main has checked it. */
    openExternal: ask<{ url: string }, void>(),
    /** Shows the folder of crash reports in the system's file manager. Only the desktop app can. */
    showCrashFolder: ask<void, void>(),
    /** A redacted report to paste into an issue. */
    diagnostics: ask<void, string>(),
  },
  connection: {
    current: ask<void, ConnectionState>(),
    /** The answer means "begun"; what comes of it is told by `changed`. */
    connect: ask<ConnectionTarget, void>(),
    disconnect: ask<void, void>(),
    retryNow: ask<void, void>(),
    /** The window's browser believes that the network came or went: a reason to look at once, and no more than that. */
    networkHint: ask<{ online: boolean }, void>(),
    changed: tell<ConnectionState>(),
    /** Climbs the ladder once beside the real connection and hands back how far it came. */
    test: ask<ConnectionTarget, Ladder>(),
    testing: tell<{ target: ConnectionTarget; ladder: Ladder }>(),
    /**
     * Asks a person, by a prompt of its own, and then reads the gateway's secret on its host, uses it for one login, and
     * keeps it nowhere. Nothing happens when the person declines.
     */
    readSecretOverSsh: ask<void, void>(),
    /** Asks in the same way, and approves this very request of this device, with the gateway's own command. */
    approvePairingOverSsh: ask<{ requestId: string }, void>(),
    /** One more right for this device. Undefined: granted, and on its way; else the request that waits for an approval. */
    askForScope: ask<{ scope: AskedScope }, ErrorReport | undefined>(),
    /** Nobody waits for it any more: a yes that a person gave to asking holds no longer. */
    stopAskingForScope: ask<void, void>(),
    recent: ask<void, readonly RecentTarget[]>(),
    forgetRecent: ask<ConnectionTarget, void>(),
  },
  prompts: {
    pending: ask<void, readonly PendingPrompt[]>(),
    answer: ask<{ id: string; answer: PromptAnswer }, void>(),
    changed: tell<readonly PendingPrompt[]>(),
  },
  hosts: {
    list: ask<void, readonly HostEntry[]>(),
    preview: ask<{ host: string }, HostPreview>(),
    /** Replaces a changed host key. `fingerprint` is the new one, pasted by the person; it must match. */
    replaceKey: ask<{ host: string; fingerprint: string }, void>(),
    /** The keys that Gangway itself keeps. */
    keys: ask<void, readonly KeptHostKey[]>(),
    forgetKey: ask<{ names: string; fingerprint: string }, void>(),
    /** A whole line of known_hosts. */
    addKey: ask<{ line: string }, KeptHostKey>(),
  },
  gateways: {
    list: ask<void, readonly GatewayEntry[]>(),
    changed: tell<readonly GatewayEntry[]>(),
    /** Shows one as it stands; connects it where nothing is being done about that yet. */
    show: ask<{ key: string }, void>(),
    disconnect: ask<{ key: string }, void>(),
  },
  localPort: {
    current: ask<void, LocalPortState & Of>(),
    changed: tell<LocalPortState & Of>(),
  },
  gateway: {
    /**
     * One request over the connection to that gateway, or to the one that is shown, untranslated. Refused methods come
     * back as GATEWAY_REQUEST_FAILED.
     */
    request: ask<{ method: string; params?: unknown; timeoutMs?: number | undefined } & Of, unknown>(),
    /** Of every gateway that is connected. */
    event: tell<GatewayEvent & Of>(),
    /** Events were missed: reload instead of guessing. Without a gateway it is so of all. */
    gap: tell<{ expected: number; received: number } & Of>(),
  },
  outbox: {
    /** Those of one conversation that are not over, in the order they were written. */
    list: ask<{ gateway: string; sessionKey: string }, readonly OutboxEntry[]>(),
    /** Those of all conversations that are on their way or in question: for this gateway, or for any. */
    waiting: ask<{ gateway?: string | undefined }, readonly OutboxEntry[]>(),
    /** Once this is answered the message is on disk. The same key again changes nothing. */
    add: ask<NewMessage, OutboxEntry>(),
    /** A person's word about a message in question: under the same key. */
    sendAgain: ask<{ key: string }, void>(),
    discard: ask<{ key: string }, void>(),
    /** Reads the gateway's history once more. */
    check: ask<{ key: string }, void>(),
    /** Stops what is being answered; asked again should the line be cut meanwhile. */
    stop: ask<StopRequest, { readonly aborted: boolean }>(),
    /** One message that is not as it was; null when changes were missed and the list is to be read again. */
    changed: tell<OutboxEntry | null>(),
  },
  health: {
    current: ask<void, HealthSnapshot & Of>(),
    /** Measures now rather than at the next round. */
    check: ask<void, void>(),
    /** Sees more than is measured all the time; for who looks. What it sees is in the snapshot once this is answered. */
    look: ask<void, void>(),
    /** Of every gateway that is connected. */
    changed: tell<HealthSnapshot & Of>(),
  },
  doctor: {
    /** Every check in order; each is told by `found` as it is made. */
    run: ask<void, DoctorReport>(),
    found: tell<Finding>(),
  },
  bundle: {
    /** What would be saved, to be looked at; with the doctor's last findings, where there are any. */
    collect: ask<void, Bundle>(),
    /** Exactly what was shown last. */
    save: ask<{ id: string }, SavedBundle>(),
  },
  timeline: {
    /** What befell the connection and how it came back, the newest last. */
    current: ask<void, Story>(),
    changed: tell<Story>(),
  },
  credentials: {
    vault: ask<void, VaultStatus>(),
    list: ask<void, readonly CredentialEntry[]>(),
    /** Keeps the gateway's shared secret for this target. */
    setGatewaySecret: ask<{ target: ConnectionTarget; kind: 'token' | 'password'; secret: string }, void>(),
    /** Keeps a login for the proxy of the settings, and for no other. */
    setProxyLogin: ask<{ user: string; password: string }, void>(),
    forget: ask<{ id: string }, void>(),
    /** Asks the keychain once more; its own dialog may come up. */
    retry: ask<void, VaultStatus>(),
  },
  settings: {
    current: ask<void, AppSettings>(),
    change: ask<AppSettingsChange, AppSettings>(),
    changed: tell<AppSettings>(),
  },
  commandLine: {
    /** What `gangway` is in a terminal, and the script that can be written for it. */
    current: ask<void, CommandLauncher>(),
    /** Exactly the script that was shown. */
    write: ask<{ path: string; text: string }, CommandLauncher>(),
    remove: ask<void, CommandLauncher>(),
  },
  welcome: {
    /** Whether this is the first start: nothing was ever set up here, and nobody has left the welcome. */
    isDue: ask<void, boolean>(),
    /** The welcome does not come by itself again. */
    leave: ask<void, void>(),
  },
  openClaw: {
    /** The path of this account's openclaw.json, or null. */
    find: ask<void, string | null>(),
    /** Asks with the system's own dialog, and answers with a path; null when none was chosen. The desktop app alone can. */
    choose: ask<void, string | null>(),
    /** What a configuration of OpenClaw would bring along. Nothing is saved. */
    read: ask<ImportSource, ImportPlan>(),
    /** Keeps its secret and answers with the target; `hash` is that of the plan that was shown. */
    takeOver: ask<{ source: ImportSource; hash: string }, ConnectionTarget>(),
  },
  ownGateway: {
    /** The gateway of this computer, as it is configured. Every change answers with the same. */
    current: ask<void, OwnGateway>(),
    change: ask<OwnGatewayChange, OwnGateway>(),
    /** Kept in the vault, and asked for from the next start on. */
    setSecret: ask<OwnGatewaySecret, OwnGateway>(),
    setModelKey: ask<ModelKey, OwnGateway>(),
    /** The models of the servers on this computer. */
    models: ask<void, readonly FoundModel[]>(),
    restart: ask<void, OwnGateway>(),
  },
  troubles: {
    /** What befell this installation's files, the newest first, until a person has seen it. */
    current: ask<void, readonly Trouble[]>(),
    changed: tell<readonly Trouble[]>(),
    dismiss: ask<{ id: string }, void>(),
    /** Shows the file in the system's file manager. Only the desktop app can. */
    showFile: ask<{ id: string }, void>(),
  },
  voice: {
    current: ask<void, VoiceState>(),
    changed: tell<VoiceState>(),
    /** A lease for the microphone, or null while it is not wanted or another window has it. */
    takeMicrophone: ask<void, number | null>(),
    microphoneFailed: ask<{ lease: number; why: 'refused' | 'missing' | 'busy' | 'unsupported' }, void>(),
    /** Sound as it comes: base64 of 16-bit samples, little-endian, 16,000 a second, at most a second of them. */
    sound: ask<{ lease: number; pcm: string }, void>(),
    /** The talk key, in a window that has the focus. */
    talk: ask<{ pressed: boolean }, void>(),
    /** Listens without sending anything anywhere. */
    test: ask<{ on: boolean }, void>(),
    /** The conversation that this window shows; null for none. */
    chatIsOpen: ask<{ sessionKey: string | null }, void>(),
    sendAgain: ask<{ id: string }, void>(),
    forget: ask<{ id: string }, void>(),
    /** Tries what failed again. */
    restart: ask<void, void>(),
    /** Asks for a folder in the system's own dialog; null when none was chosen. Only the desktop app can. */
    pickModel: ask<void, string | null>(),
    /** Begins; how it goes on is told by `changed`. */
    downloadModel: ask<void, void>(),
    cancelDownload: ask<void, void>(),
  },
  node: {
    /** This computer as a node; switched on and off by the setting `nodeHost`. */
    current: ask<void, NodeHostState>(),
    changed: tell<NodeHostState>(),
    policy: ask<void, ExecPolicyMode>(),
    setPolicy: ask<{ mode: ExecPolicyMode }, ExecPolicyMode>(),
  },
  drafts: {
    /** `key` names gateway and session; the text outlives the window and the app. */
    read: ask<{ key: string }, string>(),
    write: ask<{ key: string; text: string }, void>(),
  },
} as const

export type DesktopApi = typeof desktopApi

/** What every question is answered with: an error crosses as plain data, for a thrown one would lose its fields. */
export type Reply<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorReport }

/** A refusal of the bridge itself, which knows codes and no words: those would make it a hundred times its size. */
export type BridgeRefusal = {
  readonly ok: false
  readonly error: { readonly code: 'NOT_CONNECTED' | 'PAGE_SIGNED_OUT' }
}

/** What preload puts on `window.desktop`. `name` is `room.entry` of the table above. */
export type DesktopBridge = {
  readonly ask: (name: string, argument?: unknown) => Promise<Reply | BridgeRefusal>
  /** Returns how to stop listening. */
  readonly on: (name: string, listener: (value: unknown) => void) => () => void
}

/** All names of one kind, for the side that must refuse the others. */
export function namesOf(kind: 'ask' | 'tell'): readonly string[] {
  return Object.entries(desktopApi).flatMap(([room, entries]) =>
    Object.entries(entries)
      .filter(([, entry]) => entry.kind === kind)
      .map(([name]) => `${room}.${name}`),
  )
}
