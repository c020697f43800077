import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LockedSecret } from '../../src-shared/desktop-api.ts'
import type { Trouble } from '../../src-shared/troubles.ts'
import { damagedFilesCheck } from '../../src-main/doctor/local-checks.ts'
import { silentLog } from '../../src-main/logging/log.ts'
import { noteSalvage } from '../../src-main/settings/bad-files.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { openTroubles, type Troubles } from '../../src-main/troubles.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let troubles: Troubles | undefined
beforeEach(async () => {
  dir = await makeTempDir('troubles')
})
afterEach(async () => {
  troubles?.close()
  await dir.remove()
})

const document = () => path.join(dir.path, 'gangway.json5')

async function openHere() {
  const logged: { message: string; fields: unknown }[] = []
  const log = {
    ...silentLog,
    warn: (message: string, fields?: object) => void logged.push({ message, fields }),
    error: (message: string, fields?: object) => void logged.push({ message, fields }),
  }
  const settings = await openSettings(dir.path)
  troubles = openTroubles({ stateDir: dir.path, settings, log })
  const told: (readonly Trouble[])[] = []
  troubles.onChange(now => told.push(now))
  return { settings, troubles, told, logged }
}

/** As an earlier run, or a gateway of its own, has left it. */
function putAsideBefore(name: string, kept: number) {
  const aside = path.join(dir.path, name)
  writeFileSync(aside, 'damaged')
  return noteSalvage(aside, { kind: 'outbox', kept, lost: 1 })
}

test('what an earlier run put aside is told until a person has seen it; the file itself stays', async () => {
  putAsideBefore('outbox.db.bad-1000', 3)
  putAsideBefore('outbox.db.bad-2000', 4)
  const { troubles, told } = await openHere()
  expect(troubles.current().map(({ id }) => id)).toEqual(['outbox.db.bad-2000', 'outbox.db.bad-1000'])

  troubles.dismiss('outbox.db.bad-2000')
  expect(told.at(-1)?.map(({ id }) => id)).toEqual(['outbox.db.bad-1000'])
  expect(readFileSync(path.join(dir.path, 'outbox.db.bad-2000'), 'utf8')).toBe('damaged')
  expect((await openHere()).troubles.current()).toHaveLength(1)
})

test('a file that is put aside while the app runs is told at once, in the log as well', async () => {
  const { troubles, told, logged } = await openHere()
  const bad = putAsideBefore('outbox.db.bad-1000', 3)
  troubles.note(bad)
  expect(told).toEqual([[bad]])
  expect(logged).toEqual([
    {
      message: expect.stringContaining('put aside') as unknown,
      fields: expect.objectContaining({ path: bad.path }) as unknown,
    },
  ])
})

test('a configuration that breaks is told with its line for as long as it is broken, and cannot be dismissed', async () => {
  writeFileSync(document(), '{ gateway: { port: 4000 } }')
  const { settings, troubles, told, logged } = await openHere()
  expect(troubles.current()).toEqual([])

  writeFileSync(document(), '{\n  gateway: {\n    port: ,\n')
  await settings.reload()
  expect(told.at(-1)).toMatchObject([
    { id: 'configuration', path: document(), error: { code: 'SETTINGS_BROKEN' } },
  ])
  const [trouble] = troubles.current()
  expect(trouble && 'error' in trouble ? trouble.error.message : '').toContain('line 3')
  expect(settings.document).toEqual({ gateway: { port: 4000 } })
  expect(logged).toHaveLength(1)
  troubles.dismiss('configuration')
  expect(troubles.current()).toHaveLength(1)
  expect(readdirSync(dir.path)).toEqual(['gangway.json5'])

  writeFileSync(document(), '{ gateway: { port: 5000 } }')
  await settings.reload()
  expect(told.at(-1)).toEqual([])
})

test('only what is told of is shown as a file: never a path that a page has named', async () => {
  putAsideBefore('outbox.db.bad-1000', 3)
  writeFileSync(path.join(dir.path, 'secrets.json'), '{}')
  const { troubles } = await openHere()
  expect(troubles.pathOf('outbox.db.bad-1000')).toBe(path.join(dir.path, 'outbox.db.bad-1000'))
  for (const id of ['secrets.json', '../outbox.db.bad-1000', '/etc/passwd', 'outbox.db.bad-1', ''])
    expect(troubles.pathOf(id)).toBeUndefined()
  for (const id of ['secrets.json', '../outbox.db.bad-1000', '.', '..', '']) troubles.dismiss(id)
  expect(readdirSync(dir.path).toSorted()).toEqual([
    'outbox.db.bad-1000',
    'outbox.db.bad-1000.note.json',
    'secrets.json',
  ])
})

test('the doctor names every damaged file, and what was saved of those that nobody has seen yet', async () => {
  const check = damagedFilesCheck(dir.path)
  expect(await check.run()).toMatchObject({ notes: [{ phrase: 'docNoBadFiles' }] })
  putAsideBefore('outbox.db.bad-1000', 3)
  const aside = path.join(dir.path, 'app-settings.json.bad-2000')
  writeFileSync(aside, '{')
  noteSalvage(aside, { kind: 'settings', from: 'last-good' })
  expect(await check.run()).toMatchObject({
    verdict: 'careful',
    notes: [
      { phrase: 'docBadSettings', values: { path: aside, from: 'last-good' } },
      { phrase: 'docBadOutbox', values: { kept: 3, lost: 1 } },
    ],
    remedy: { phrase: 'docBadFileRemedy' },
  })
  const { troubles } = await openHere()
  for (const { id } of troubles.current()) troubles.dismiss(id)
  expect(await check.run()).toMatchObject({
    verdict: 'passed',
    notes: [{ phrase: 'docBadFileSeen', values: { path: aside } }, { phrase: 'docBadFileSeen' }],
  })
})

test('a secret that cannot be had is told until it can be had again', async () => {
  const { troubles, told } = await openHere()
  let locked: LockedSecret | undefined
  let announce = () => {}
  troubles.watchVault({
    status: () => ({ backend: 'keychain', ...(locked && { locked }) }),
    onLocked: listener => {
      announce = listener
      return () => true
    },
  })
  locked = { id: 'gateway-secret/local', label: '', why: 'prompt dismissed', lies: 'place' }
  announce()
  expect(told).toEqual([[{ id: 'vault', locked }]])
  troubles.dismiss('vault')
  expect(troubles.current()).toHaveLength(1)
  expect(troubles.pathOf('vault')).toBeUndefined()
  locked = undefined
  announce()
  expect(troubles.current()).toEqual([])
})
