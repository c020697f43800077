// Makes docs/screenshots/, or a folder of your choice, from the running app: the desktop window through Electron's
// stand-in, its tray drawn from what it holds, a real sshd, a gateway behind it; and the pages that a gateway serves.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startRemoteHost } from '../test/e2e/remote-host.ts'
import { openStandInDoor } from '../test/e2e/stand-in-door.ts'
import { viewTray } from '../test/e2e/tray-view.ts'
import { walk } from '../test/e2e/walk.ts'
import { openChromium } from '../test/support/chromium.ts'
import { createGate } from '../test/support/model-server.ts'
import { makeSshKey } from '../test/support/ssh-keys.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'
import { languages, openCamera, type Language } from './camera.ts'
import { shootGatewayPages } from './gateway-pictures.ts'
import { drawTrays, type TrayState } from './tray-picture.ts'

const folder = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../docs/screenshots'))

const answer = `The kettle boiled at **06:58**. Two things are left for the morning:

1. Water the fern (last watered *three days ago*).
2. Move the backup off the old disk.

\`\`\`sh
rsync -a --info=progress2 /srv/photos/ backup:/photos/
\`\`\`

| Room | Temperature | Window |
|---|---|---|
| Kitchen | 21.4 °C | closed |
| Study | 19.8 °C | open |
`

await mkdir(folder, { recursive: true })
const home = await makeTempDir('screenshots')
const remote = await startRemoteHost()
const sshConfig = path.join(home.path, 'ssh_config')
await writeFile(
  sshConfig,
  [
    remote.sshd.configText('home-desk', [`UserKnownHostsFile ${path.join(home.path, 'known_hosts')}`]),
    'Host studio\n  HostName studio.example.net\n  User ada\n',
    'Host garage-pi\n  HostName 10.0.0.12\n  User pi\n  ProxyJump home-desk\n',
  ].join('\n'),
)
const door = await openStandInDoor({ stateDir: path.join(home.path, 'state'), sshConfig })
const { app, page } = door
const me = walk(page)
const { go, say } = me

const trays: Record<Language, TrayState[]> = { en: [], pl: [] }
const { shoot, speak } = openCamera(app, page, folder)

/** Remembers the tray as it is in this state, in both languages. */
async function keepTray(state: string): Promise<void> {
  for (const language of languages.toReversed()) {
    await speak(language)
    while ((await viewTray(app)).shape !== state) await page.waitForTimeout(50)
    const tray = await app.ask('tray')
    if (tray) trays[language].push({ name: state, tray })
  }
}

/** A busy machine makes the gateway slow for a while, which is no picture of how it is. */
const calm = () =>
  page
    .getByRole('region', { name: 'Connection' })
    .getByText(/^Gateway \d/)
    .waitFor({ timeout: 120_000 })

/** So that the round trip has a curve worth looking at. */
async function measure(): Promise<void> {
  for (let round = 0; round < 16; round += 1) {
    const answered = page.waitForTimeout(120)
    await page.getByRole('button', { name: 'Check now' }).click()
    await answered
  }
}

const headline = (text: string) =>
  page.getByRole('region', { name: 'Connection' }).getByText(text, { exact: true }).waitFor()

/** While a lost connection is tried again, it says so for a moment: the picture is of the wait. */
const isWaiting = async () => {
  const bar = await page.locator('section[data-tone]').first().innerText()
  return Number(/\b(\d+) s\b/.exec(bar)?.[1] ?? 0) >= 2
}

// Before any other menu on the page.
const switcher = page.locator('button[popovertarget]').first()

/** Two more to turn to, as Settings would save them. */
async function saveHosts(names: readonly string[]): Promise<void> {
  await page.evaluate(
    async hosts => {
      const { desktop } = globalThis as unknown as {
        desktop: { ask: (name: string, argument: unknown) => Promise<unknown> }
      }
      await desktop.ask('settings.change', { hosts })
    },
    names.map((host, index) => ({ host, color: (['blue', 'orange'] as const)[index] })),
  )
  await switcher.waitFor()
}

async function openSwitcher(): Promise<void> {
  const menu = page.locator('[popover]').filter({ has: page.locator('nav') })
  if (await menu.isVisible()) await page.keyboard.press('Escape')
  await switcher.click()
  await menu.waitFor()
}

/** A part of Settings, at its own address. */
const shootSettings = (section: string) =>
  shoot(`settings-${section}`, {
    arrange: async () => {
      await page.evaluate(to => {
        location.hash = '#/settings'
        location.hash = to
      }, `#/settings/${section}`)
      await page.locator(`#settings-${section}`).waitFor()
      await page.waitForTimeout(400)
    },
  })

try {
  await page.getByRole('heading', { name: 'Welcome to Gangway' }).waitFor()
  await shoot('welcome')
  await me.setUpLater()
  await keepTray('off')
  await me.fillIn('home-desk', remote)
  await page.getByText('ssh -G').waitFor()
  await shoot('connect')

  // What does not answer keeps the app connecting for as long as the pictures take.
  await remote.sshd.freeze()
  await me.connect()
  await headline('Connecting to home-desk')
  await keepTray('connecting')
  await shoot('connecting')
  await remote.sshd.thaw()
  await page.getByRole('dialog').waitFor()
  await shoot('host-key')
  await keepTray('attention')
  await page.getByRole('dialog').getByRole('button', { name: 'Trust and save' }).click()
  await headline('Connected to home-desk')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await shoot('connect-ladder')
  await keepTray('online')

  await go('Health')
  await measure()
  await go('Chat')
  await say('/status')
  await page.getByLabel('Messages').getByRole('article').nth(1).waitFor()
  remote.model.next({ kind: 'tokens', pieces: [answer] })
  await say('Good morning. What happened at home, and what is left to do?')
  await page.getByLabel('Messages').getByRole('cell', { name: '21.4 °C' }).waitFor()
  const gate = createGate()
  remote.model.next({ kind: 'tokens', pieces: ['The fern ', 'is in ', 'the study.'], gate })
  await say('Which fern?')
  gate.release(2)
  await page.getByLabel('Messages').getByText('The fern is in').waitFor()
  await calm()
  await shoot('chat')
  gate.open()
  await page.getByLabel('Messages').getByText('The fern is in the study.').waitFor()
  await saveHosts(['studio', 'garage-pi'])
  await shoot('gateways', { arrange: openSwitcher })
  await page.keyboard.press('Escape')

  await go('Health')
  await measure()
  await calm()
  await shoot('health')
  await page.getByRole('button', { name: 'Run the doctor' }).click()
  await page.getByRole('button', { name: 'Run it again' }).waitFor()
  // From the gateway on: what comes before tells of the computer that takes the pictures.
  await shoot('health-doctor', {
    arrange: () => page.evaluate(() => document.querySelector('[data-check="target"]')?.scrollIntoView()),
  })

  await go('Settings')
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await shoot('settings')
  for (const section of ['gateways', 'connection', 'command-line', 'voice', 'node', 'credentials']) {
    await shootSettings(section)
  }

  await remote.sshd.halt()
  await go('Chat')
  await page.getByLabel('Messages').getByText('The fern is in the study.').waitFor()
  await shoot('chat-reconnecting', { isSteady: isWaiting })
  await go('Connect')
  await shoot('connect-reconnecting', { isSteady: isWaiting })

  // Somebody else's key in the place of the one that was trusted.
  const stranger = await makeSshKey(home.path, 'stranger')
  await writeFile(path.join(home.path, 'state', 'known_hosts'), `${remote.sshd.hostKeyLine(stranger)}\n`)
  await remote.sshd.start()
  await page
    .getByText(/presented a different/)
    .first()
    .waitFor({ timeout: 90_000 })
  await shoot('connect-host-key-changed')

  await page.getByRole('button', { name: 'Another gateway', exact: true }).click()
  await me.fillInAddress('ws://gateway.example.org:18789')
  await me.connect()
  await page.getByText('PLAINTEXT_REFUSED').waitFor()
  await shoot('connect-failed')
  await keepTray('down')

  const chromium = await openChromium()
  for (const language of languages)
    for (const scheme of ['light', 'dark'] as const)
      await drawTrays(chromium, trays[language], {
        scheme,
        language,
        file: path.join(folder, `tray-${language}-${scheme}.png`),
      })
  await shootGatewayPages(chromium, folder)
  await chromium.close()
} finally {
  await door.close()
  await remote.close()
  await home.remove()
}
console.log(`Screenshots are in ${path.relative(process.cwd(), folder)}.`)
