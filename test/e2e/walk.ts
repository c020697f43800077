// The steps of a person through the app, the same behind every door.
import type { Locator, Page } from 'playwright-core'
import { gatewayToken, type RemoteHost } from './remote-host.ts'

export type Walk = {
  /** On the first start the welcome is shown; this leaves it for the pages. */
  readonly setUpLater: () => Promise<void>
  /** Fills in the form on the Connect page, as a person would on the first day. */
  readonly fillIn: (host: string, remote: Pick<RemoteHost, 'gatewayPort'>) => Promise<void>
  /** The same for a gateway at an address that wants no credential. */
  readonly fillInAddress: (url: string) => Promise<void>
  readonly connect: () => Promise<void>
  readonly go: (name: 'Connect' | 'Chat' | 'Health' | 'Settings') => Promise<void>
  readonly lookAtApprovals: () => Promise<void>
  /** What the bar at the top says of the connection. */
  readonly headline: () => Promise<string | null>
  readonly say: (text: string) => Promise<void>
  /** One paragraph of an answer on the screen, by its whole text. */
  readonly answer: (text: string) => Locator
  readonly composer: () => Locator
}

export function walk(page: Page): Walk {
  const composer = () => page.getByRole('textbox', { name: 'Message', exact: true })
  return {
    setUpLater: async () => {
      await page.getByRole('button', { name: 'Set up later' }).click()
      await page.getByRole('radio', { name: /Another computer/ }).waitFor()
    },
    fillIn: async (host, remote) => {
      await page.getByRole('radio', { name: /Another computer/ }).check({ force: true })
      await page.getByRole('combobox', { name: 'Host', exact: true }).fill(host)
      await page.keyboard.press('Escape')
      await page.getByText('Advanced: ports and SSH engine').click()
      await page.getByLabel('Gateway port on the host').fill(String(remote.gatewayPort))
      await page.getByText('Advanced: ports and SSH engine').click()
      await page.getByLabel('Gateway token').fill(gatewayToken)
    },
    fillInAddress: async url => {
      await page.getByRole('radio', { name: /A gateway address/ }).check({ force: true })
      await page.getByRole('textbox', { name: 'Address', exact: true }).fill(url)
    },
    connect: () => page.getByRole('button', { name: 'Connect', exact: true }).click(),
    go: name => page.getByRole('link', { name, exact: true }).click(),
    lookAtApprovals: async () => {
      // While something waits, its number stands beside the name.
      const pages = page.getByRole('navigation', { name: 'Pages' })
      await pages.getByRole('link', { name: /^Gateway\b/ }).click()
      await page.getByRole('link', { name: 'Approvals', exact: true }).click()
    },
    headline: () => page.getByRole('region', { name: 'Connection' }).getByRole('status').textContent(),
    say: async text => {
      await composer().fill(text)
      await composer().press('Enter')
    },
    answer: text => page.getByLabel('Messages').getByText(text, { exact: true }),
    composer,
  }
}
