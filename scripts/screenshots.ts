// Makes docs/screenshots/ from the running app: the browser door, a real sshd, a gateway behind it.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { openDoor } from '../test/e2e/door.ts'
import { gatewayToken, startRemoteHost } from '../test/e2e/remote-host.ts'
import { createGate } from '../test/support/model-server.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'

const folder = path.resolve(import.meta.dirname, '../docs/screenshots')
const wide = { width: 1280, height: 800 }
const narrow = { width: 400, height: 800 }

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
const door = await openDoor('browser', { stateDir: path.join(home.path, 'state'), sshConfig })
const { page } = door

/** One picture of what is there now, in both themes. */
async function shoot(name: string, of: Page = page): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await of.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await of.screenshot({ path: path.join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }
  await of.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

async function shootNarrow(name: string): Promise<void> {
  await page.setViewportSize(narrow)
  await shoot(`${name}-narrow`)
  await page.setViewportSize(wide)
}

const go = (name: string) => page.getByRole('link', { name, exact: true }).click()
const headline = (text: string) =>
  page.getByRole('region', { name: 'Connection' }).getByText(text, { exact: true }).waitFor()

async function say(text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  await composer.fill(text)
  await composer.press('Enter')
}

try {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.getByRole('heading', { name: 'Welcome to Gangway' }).waitFor()
  await shoot('welcome')
  await shootNarrow('welcome')
  await page.getByRole('button', { name: 'Set up later' }).click()
  await page.getByRole('radio', { name: /Another computer/ }).check({ force: true })
  await page.getByRole('combobox', { name: 'Host', exact: true }).fill('home-desk')
  await page.keyboard.press('Escape')
  await page.getByText('Advanced: ports and SSH engine').click()
  await page.getByLabel('Gateway port on the host').fill(String(remote.gatewayPort))
  await page.getByText('Advanced: ports and SSH engine').click()
  await page.getByLabel('Gateway token').fill(gatewayToken)
  await shoot('connect')
  await shootNarrow('connect')

  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await shoot('host-key')
  await shootNarrow('host-key')
  await page.getByRole('dialog').getByRole('button', { name: 'Trust and save' }).click()
  await headline('Connected to home-desk')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await shoot('connect-ladder')
  await shootNarrow('connect-ladder')

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
  await shoot('chat')
  await shootNarrow('chat')
  gate.open()
  await page.getByLabel('Messages').getByText('The fern is in the study.').waitFor()

  await go('Health')
  for (let round = 0; round < 12; round += 1) {
    const answered = page.waitForTimeout(120)
    await page.getByRole('button', { name: /Measure now|Check now/ }).click()
    await answered
  }
  await shoot('health')
  await shootNarrow('health')

  await go('Settings')
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await shoot('settings')
  await shootNarrow('settings')

  await remote.sshd.halt()
  await headline('Reconnecting to home-desk')
  await go('Chat')
  await page.getByLabel('Messages').getByText('The fern is in the study.').waitFor()
  await shoot('chat-reconnecting')
  await go('Connect')
  await shoot('connect-reconnecting')
} finally {
  await door.close()
  await remote.close()
  await home.remove()
}
console.log(`Screenshots are in ${path.relative(process.cwd(), folder)}.`)
