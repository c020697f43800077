import { expect, test } from 'vitest'
import { targetAtStart } from '../../src-main/connect-at-start.ts'
import type { AppState } from '../../src-main/settings/app-state.ts'
import { AppSettings } from '../../src-shared/settings.ts'
import { settingsWith } from '../support/settings.ts'

const last = { kind: 'local' } as const
const at = (app: object, recent = [{ target: last, lastOnlineAt: 1 }]) =>
  targetAtStart({
    settings: { ...settingsWith({}), app: AppSettings.parse(app) },
    appState: async () => ({ recent: () => recent }) as unknown as AppState,
  })

test('the start goes to the gateway that was used last', async () => {
  expect(await at({})).toEqual(last)
  expect(await at({}, [])).toBeUndefined()
})

test('a host that is set up for the start comes before the last gateway', async () => {
  const hosts = [{ host: 'a' }, { host: 'b', connectAtStart: true, engine: 'system' }]
  expect(await at({ hosts })).toEqual({ kind: 'ssh', host: 'b', gatewayPort: 18_789, engine: 'system' })
})

test('switched off, the start connects to nothing', async () => {
  expect(await at({ connectAtStart: false, hosts: [{ host: 'b', connectAtStart: true }] })).toBeUndefined()
})
