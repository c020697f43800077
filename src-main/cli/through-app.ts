// The running app's connection in place of one of the command's own: nothing to open, and no second session at the gateway.
import { targetKey } from '../../src-shared/connection.ts'
import { reachRunningApp, type RunningApp } from '../control/control-client.ts'
import type { Choice } from './choose-target.ts'
import type { CliContext } from './context.ts'
import type { GatewayOptions } from './reach-gateway.ts'
import type { Needs, ToolConnection } from './tool-connection.ts'

/**
 * The app that is connected to what the command means, in front or beside; undefined when there is none, or the command brings an address or
 * a credential of its own: that one is meant then, and whether it is good would not be seen through the app.
 */
export async function appAt(
  context: CliContext,
  options: GatewayOptions,
  { target }: Choice,
  follows = false,
): Promise<RunningApp | undefined> {
  if (bringsItsOwn(options, context.env)) return undefined
  const app = await reachRunningApp(context.stateDir, follows, targetKey(target))
  if (app?.state.phase === 'online' && targetKey(app.state.target) === targetKey(target)) return app
  app?.close()
  return undefined
}

/** Said to whoever runs a command that uses the app's connection. */
export const throughAppNote = 'Through the running app.'

/** As a command's own connection would look; undefined when the app has not been given what the command needs. */
export function throughApp(
  app: RunningApp,
  needs: Needs,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs?: number | undefined },
): ToolConnection | undefined {
  const { state } = app
  if (state.phase !== 'online') return undefined
  const { gateway, target, ladder } = state
  const isEnough = [...needs.asDevice, ...needs.asTool].every(scope => gateway.scopes.includes(scope))
  if (!isEnough && !needs.orLess) return undefined
  return {
    via: 'app',
    target,
    gateway,
    ladder,
    report: () => undefined,
    request: (method, params, options) => app.request(method, params, { signal, timeoutMs, ...options }),
    close: async () => app.close(),
  }
}

const ownInEnv = ['URL', 'TOKEN', 'PASSWORD'].flatMap(name => [
  `GANGWAY_GATEWAY_${name}`,
  `OPENCLAW_GATEWAY_${name}`,
])

function bringsItsOwn(options: GatewayOptions, env: NodeJS.ProcessEnv): boolean {
  const { url, token, tokenFile, password, passwordFile, tlsFingerprint } = options
  const given = [url, token, tokenFile, password, passwordFile, tlsFingerprint]
  return given.some(value => value !== undefined) || ownInEnv.some(name => env[name])
}
