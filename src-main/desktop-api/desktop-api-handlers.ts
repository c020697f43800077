// The answers to every question of the table. One line each: what is done is done in the part that is asked.
import { z } from 'zod'
import { askedScopes, ConnectionTarget } from '../../src-shared/connection.ts'
import type { AppInfo } from '../../src-shared/desktop-api.ts'
import { appError } from '../../src-shared/errors.ts'
import type { Ladder } from '../../src-shared/ladder.ts'
import { ImportSource, maxImportBytes } from '../../src-shared/openclaw-import.ts'
import { ModelKey, OwnGatewayChange, OwnGatewaySecret } from '../../src-shared/own-gateway.ts'
import { execPolicyModes } from '../../src-shared/node-host.ts'
import { NewMessage, StopRequest } from '../../src-shared/outbox.ts'
import { PromptAnswer } from '../../src-shared/prompts.ts'
import { AppSettingsChange } from '../../src-shared/settings.ts'
import type { CommandLauncherDesk } from '../command-launcher.ts'
import type { Core } from '../core.ts'
import { writeDiagnostics } from '../diagnostics.ts'
import { keepLoginOfProxy } from '../proxy-login.ts'
import type { WindowDoctor } from '../doctor/window-doctor.ts'
import { sampleRate } from '../voice/engine.ts'
import { microphoneProblems } from '../voice/microphone.ts'
import { readPcm } from '../voice/pcm.ts'
import type { Voice } from '../voice/voice.ts'
import { keepGatewaySecret } from '../connection/gateway-secrets.ts'
import { lineTo } from '../connections/line-to.ts'
import { accept, nothing, type Handlers } from './accept.ts'
import type { Destinations } from './destinations.ts'
import { checkExternalUrl } from './external-url.ts'

/** What only the door itself can say or do. */
export type DoorParts = {
  readonly door: AppInfo['door']
  readonly canStartAtLogin: boolean
  readonly canUpdate: boolean
  /** Hands a checked address to the system. */
  readonly openExternal: (url: string) => Promise<void>
  /** Absent where the window writes to the clipboard itself. */
  readonly copyText?: ((text: string) => Promise<void>) | undefined
  /** Lets a person choose a file in the system's dialog. Absent where there is none. */
  readonly chooseFile?: (() => Promise<string | undefined>) | undefined
  /** Lets a person choose where to save it; answers with the path. Absent where there is no dialog. */
  readonly saveFile?: ((name: string, bytes: Uint8Array) => Promise<string | undefined>) | undefined
  readonly destinations: Destinations
  readonly launcher: CommandLauncherDesk
  readonly voice: Voice
  /** Where the system leaves what is left of a process that crashed. */
  readonly crashFolder?: string | undefined
  /** Shows a file in the system's file manager. Absent where there is none. */
  readonly showFile?: ((path: string) => void) | undefined
  /** Absent where the system's dialogs are out of reach. */
  readonly pickFolder?: (() => Promise<string | undefined>) | undefined
  /** Keeps a page that nobody sees, until it says otherwise or is gone. Absent where pages are a browser's own. */
  readonly holdPage?: ((holds: boolean, gone: AbortSignal) => void) | undefined
}

export type TellTesting = (progress: { target: ConnectionTarget; ladder: Ladder }) => void

/** Attachments travel inside a request; the gateway's own limit for a frame is 25 MiB. */
const maxRequestBytes = 26 * 1024 * 1024

/** The text of a file, counted generously, and what is said beside it: its own limit is the schema's. */
const maxImportArgumentBytes = 4 * maxImportBytes

/** A report of both ends is the longest. */
const maxCopiedLength = 4 * 1024 * 1024

/** Base64 of one second of sound. */
const maxSoundLength = Math.ceil((2 * sampleRate) / 3) * 4

const text = (maxLength: number) => z.string().max(maxLength)
const host = text(512).min(1)
const OutboxKey = z.strictObject({ key: text(64).min(1) })
const TroubleId = z.strictObject({ id: text(255).min(1) })
const GatewayKey = text(4096).min(1)
const GatewayRequest = z.strictObject({
  method: text(200).min(1),
  params: z.unknown().optional(),
  timeoutMs: z.int().min(1).max(600_000).optional(),
  of: GatewayKey.optional(),
})

export function desktopApiHandlers(
  core: Core,
  door: DoorParts,
  doctor: WindowDoctor,
  tellTesting: TellTesting,
): Handlers {
  return {
    app: {
      info: accept(nothing, () => ({
        version: core.installation.version,
        platform: process.platform,
        door: door.door,
        stateDir: core.stateDir,
        profile: core.profile,
        logFile: core.log.path,
        crashFolder: door.crashFolder,
        deviceId: core.deviceId,
        canStartAtLogin: door.canStartAtLogin,
        canUpdate: door.canUpdate,
      })),
      openExternal: accept(z.strictObject({ url: z.string() }), ({ url }) =>
        door.openExternal(checkExternalUrl(url)),
      ),
      showCrashFolder: accept(nothing, () => {
        if (door.crashFolder !== undefined) door.showFile?.(door.crashFolder)
      }),
      diagnostics: accept(nothing, () => writeDiagnostics(core, Date.now())),
      hold: accept(z.strictObject({ holds: z.boolean() }), ({ holds }, { signal }) =>
        door.holdPage?.(holds, signal),
      ),
      destination: accept(nothing, () => door.destinations.take() ?? null),
      copyText: accept(
        z.strictObject({ text: text(maxCopiedLength) }),
        copied => {
          if (!door.copyText)
            throw appError('INVALID_INPUT', { what: 'The text', why: 'this browser may not copy it' })
          return door.copyText(copied.text)
        },
        3 * maxCopiedLength,
      ),
    },

    connection: {
      current: accept(nothing, () => core.connection.state),
      connect: accept(ConnectionTarget, target => core.connection.connect(target)),
      disconnect: accept(nothing, () => core.connection.disconnect()),
      retryNow: accept(nothing, () => core.connection.retryNow()),
      networkHint: accept(z.strictObject({ online: z.boolean() }), ({ online }) =>
        core.connection.kick(online ? 'said-online' : 'said-offline'),
      ),
      test: accept(ConnectionTarget, async (target, { signal }) => {
        const ladder = await core.connection.test(
          target,
          step => tellTesting({ target, ladder: step }),
          signal,
        )
        for (const { error } of ladder) if (error) core.hosts.noteError(error)
        return ladder
      }),
      readSecretOverSsh: accept(nothing, (_, { signal }) => core.connection.readSecretOverSsh(signal)),
      askForScope: accept(z.strictObject({ scope: z.enum(askedScopes) }), (asked, { signal }) =>
        core.connection.askForScope(asked.scope, signal),
      ),
      stopAskingForScope: accept(nothing, () => core.connection.stopAskingForScope()),
      approvePairingOverSsh: accept(z.strictObject({ requestId: text(64).min(1) }), (asked, { signal }) =>
        core.connection.approvePairingOverSsh(asked.requestId, signal),
      ),
      recent: accept(nothing, async () => (await core.appState()).recent()),
      forgetRecent: accept(ConnectionTarget, async target => (await core.appState()).forgetRecent(target)),
    },

    prompts: {
      pending: accept(nothing, () => core.prompts.pending),
      answer: accept(z.strictObject({ id: text(64), answer: PromptAnswer }), ({ id, answer }) =>
        core.prompts.answer(id, answer),
      ),
    },

    hosts: {
      list: accept(nothing, () => core.hosts.list()),
      preview: accept(z.strictObject({ host }), (asked, { signal }) =>
        core.hosts.preview(asked.host, signal),
      ),
      replaceKey: accept(z.strictObject({ host, fingerprint: text(256) }), (asked, { signal }) =>
        core.hosts.replaceKey(asked.host, asked.fingerprint, signal),
      ),
      keys: accept(nothing, () => core.hosts.keys()),
      forgetKey: accept(z.strictObject({ names: text(8192), fingerprint: text(256) }), asked =>
        core.hosts.forgetKey(asked),
      ),
      addKey: accept(z.strictObject({ line: text(16_384).min(1) }), ({ line }) => core.hosts.addKey(line)),
    },

    gateways: {
      list: accept(nothing, () => core.gateways.entries),
      show: accept(z.strictObject({ key: GatewayKey }), ({ key }) => core.gateways.show(key)),
      disconnect: accept(z.strictObject({ key: GatewayKey }), ({ key }) => core.connections.disconnect(key)),
    },

    localPort: {
      current: accept(nothing, () => ({ ...core.connection.localPort, of: core.connections.shownKey })),
    },

    gateway: {
      request: accept(
        GatewayRequest,
        ({ method, params, timeoutMs, of }, { signal }) =>
          (of === undefined ? core.connection : lineTo(core.connections, of)).request(method, params, {
            timeoutMs,
            signal,
          }),
        maxRequestBytes,
      ),
    },

    outbox: {
      list: accept(
        z.strictObject({ gateway: text(4096), sessionKey: text(512) }),
        ({ gateway, sessionKey }) => core.outbox.list(gateway, sessionKey),
      ),
      waiting: accept(z.strictObject({ gateway: text(4096).optional() }), ({ gateway }) =>
        core.outbox.waiting(gateway),
      ),
      add: accept(NewMessage, message => core.outbox.add(message), maxRequestBytes),
      sendAgain: accept(OutboxKey, ({ key }) => core.outbox.sendAgain(key)),
      discard: accept(OutboxKey, ({ key }) => core.outbox.discard(key)),
      check: accept(OutboxKey, ({ key }) => core.outbox.check(key)),
      stop: accept(StopRequest, request => core.outbox.stop(request)),
    },

    health: {
      current: accept(nothing, () => ({ ...core.connection.health, of: core.connections.shownKey })),
      check: accept(nothing, () => core.connection.checkHealth()),
      look: accept(nothing, () => {
        const { state } = core.node
        return core.connection.look(state.phase === 'on' ? state.nodeId : undefined)
      }),
    },

    doctor: { run: accept(nothing, (_, { signal }) => doctor.run(signal)) },

    bundle: {
      collect: accept(nothing, () => doctor.collect()),
      save: accept(z.strictObject({ id: text(64) }), ({ id }) => doctor.save(id)),
    },

    timeline: {
      current: accept(nothing, () => ({ entries: core.connection.timeline, of: core.connections.shownKey })),
    },

    credentials: {
      vault: accept(nothing, () => core.vault.status()),
      list: accept(nothing, () => core.vault.list()),
      setGatewaySecret: accept(
        z.strictObject({
          target: ConnectionTarget,
          kind: z.enum(['token', 'password']),
          secret: text(16_384).min(1),
        }),
        ({ target, kind, secret }) => keepGatewaySecret(core.vault, target, { kind, secret }),
      ),
      setProxyLogin: accept(z.strictObject({ user: text(255).min(1), password: text(255) }), login =>
        keepLoginOfProxy(core, login),
      ),
      forget: accept(z.strictObject({ id: text(2048) }), ({ id }) => core.vault.forget(id)),
      retry: accept(nothing, async () => {
        const status = await core.vault.retry()
        const { state } = core.connection
        // What it was missing is there again.
        if (!status.locked && 'error' in state && state.error.code === 'VAULT_UNAVAILABLE')
          core.connection.connect(state.target)
        return status
      }),
    },

    settings: {
      current: accept(nothing, () => core.settings.app),
      change: accept(AppSettingsChange, change => core.settings.change(change)),
    },

    commandLine: {
      current: accept(nothing, () => door.launcher.current()),
      write: accept(z.strictObject({ path: text(4096).min(1), text: text(16_384).min(1) }), shown =>
        door.launcher.write(shown),
      ),
      remove: accept(nothing, () => door.launcher.remove()),
    },

    welcome: {
      isDue: accept(nothing, () => core.welcome.isDue()),
      leave: accept(nothing, () => core.welcome.leave()),
    },

    openClaw: {
      find: accept(nothing, () => core.openClaw.find()),
      choose: accept(nothing, async () => {
        if (!door.chooseFile)
          throw appError('INVALID_INPUT', {
            what: 'The file',
            why: 'only the desktop app shows a dialog for it',
          })
        return (await door.chooseFile()) ?? null
      }),
      read: accept(ImportSource, source => core.openClaw.read(source), maxImportArgumentBytes),
      takeOver: accept(
        z.strictObject({ source: ImportSource, hash: text(64).min(64) }),
        ({ source, hash }) => core.openClaw.takeOver(source, hash),
        maxImportArgumentBytes,
      ),
    },

    ownGateway: {
      current: accept(nothing, () => core.ownGateway.current()),
      change: accept(OwnGatewayChange, change => core.ownGateway.change(change)),
      setSecret: accept(OwnGatewaySecret, secret => core.ownGateway.setSecret(secret)),
      setModelKey: accept(ModelKey, key => core.ownGateway.setModelKey(key)),
      models: accept(nothing, () => core.ownGateway.models()),
      restart: accept(nothing, () => core.ownGateway.restart()),
    },

    troubles: {
      current: accept(nothing, () => core.troubles.current()),
      dismiss: accept(TroubleId, ({ id }) => core.troubles.dismiss(id)),
      showFile: accept(TroubleId, ({ id }) => {
        // Never a path that a page has named.
        const path = core.troubles.pathOf(id)
        if (door.showFile && path !== undefined) door.showFile(path)
      }),
    },

    voice: {
      current: accept(nothing, () => door.voice.state),
      takeMicrophone: accept(nothing, (_, { signal }) => door.voice.takeMicrophone(signal) ?? null),
      microphoneFailed: accept(
        z.strictObject({ lease: z.int(), why: z.enum(microphoneProblems) }),
        ({ lease, why }) => door.voice.microphoneFailed(lease, why),
      ),
      sound: accept(
        z.strictObject({ lease: z.int(), pcm: z.base64().max(maxSoundLength) }),
        ({ lease, pcm }) => door.voice.hear(lease, readPcm(pcm)),
      ),
      talk: accept(z.strictObject({ pressed: z.boolean() }), ({ pressed }) => door.voice.talk(pressed)),
      test: accept(z.strictObject({ on: z.boolean() }), ({ on }) => door.voice.test(on)),
      chatIsOpen: accept(z.strictObject({ sessionKey: text(512).min(1).nullable() }), (asked, { signal }) =>
        door.voice.chatIsOpen(asked.sessionKey ?? undefined, signal),
      ),
      sendAgain: accept(z.strictObject({ id: text(64) }), ({ id }) => door.voice.sendAgain(id)),
      forget: accept(z.strictObject({ id: text(64) }), ({ id }) => door.voice.forget(id)),
      restart: accept(nothing, () => door.voice.restart()),
      pickModel: accept(nothing, async () => (await door.pickFolder?.()) ?? null),
      downloadModel: accept(nothing, () => door.voice.downloadModel()),
      cancelDownload: accept(nothing, () => door.voice.cancelDownload()),
    },

    node: {
      current: accept(nothing, () => core.node.state),
      policy: accept(nothing, () => core.node.policy()),
      setPolicy: accept(z.strictObject({ mode: z.enum(execPolicyModes) }), ({ mode }) =>
        core.node.setPolicy(mode),
      ),
    },

    drafts: {
      read: accept(z.strictObject({ key: text(4096) }), async ({ key }) =>
        (await core.appState()).draft(key),
      ),
      write: accept(z.strictObject({ key: text(4096), text: text(256 * 1024) }), async draft =>
        (await core.appState()).writeDraft(draft.key, draft.text),
      ),
    },
  }
}
