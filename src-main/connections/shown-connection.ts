// The connection that is shown, as one controller: for everybody who means "the gateway in front of the person", whichever
// it is at the time.
import type { ConnectionController } from '../connection/connection-controller.ts'

type Circumstances = Pick<
  ConnectionController,
  'kick' | 'slept' | 'networkAway' | 'surroundedBy' | 'proxyChanged'
>

export type ShownParts = {
  readonly present: () => ConnectionController
  /** What the present one tells, and what another one tells as it takes its place, until the returned function is called. */
  readonly listen: ConnectionController['on']
  readonly connect: ConnectionController['connect']
  /** The computer's circumstances are everybody's. */
  readonly everyone: Circumstances
  readonly close: () => Promise<void>
}

export function shownConnection({
  present,
  listen,
  connect,
  everyone,
  close,
}: ShownParts): ConnectionController {
  return {
    get state() {
      return present().state
    },
    get localPort() {
      return present().localPort
    },
    get health() {
      return present().health
    },
    get timeline() {
      return present().timeline
    },
    on: listen,
    connect,
    disconnect: () => present().disconnect(),
    readSecretOverSsh: signal => present().readSecretOverSsh(signal),
    approvePairingOverSsh: (requestId, signal) => present().approvePairingOverSsh(requestId, signal),
    askForScope: (scope, signal) => present().askForScope(scope, signal),
    stopAskingForScope: () => present().stopAskingForScope(),
    retryNow: () => present().retryNow(),
    checkHealth: () => present().checkHealth(),
    look: nodeId => present().look(nodeId),
    test: (target, onLadder, signal, options) => present().test(target, onLadder, signal, options),
    request: (method, params, options) => present().request(method, params, options),
    openRemoteChannel: signal => present().openRemoteChannel(signal),
    sharedRoad: () => present().sharedRoad(),
    ...everyone,
    close,
  }
}
