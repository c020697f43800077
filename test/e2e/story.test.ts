// A question from the phone is answered by a command on the computer at home, after a yes in the app's window: with real
// parts between Telegram and the command, also when one of them goes away in the middle.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { openControlUi } from './control-ui.ts'
import { doorsToWalk, openDoor, type Door } from './door.ts'
import { startStory, type Story } from './story-parts.ts'
import { walk, type Walk } from './walk.ts'

describe.each(doorsToWalk())('asked in Telegram, allowed through the $name door', ({ name, obstacle }) => {
  if (obstacle !== undefined) {
    test.skip(`is not opened: ${obstacle}`)
    return
  }

  let story: Story
  let home: TempDir
  let door: Door
  let me: Walk
  /** What Telegram has to show in the end: every answer, each once. */
  const answers: string[] = []

  beforeAll(async () => {
    story = await startStory()
    home = await makeTempDir('story-app')
    door = await openDoor(name, { stateDir: home.path, sshConfig: story.sshConfig })
    me = walk(door.page)
  })
  afterAll(async () => {
    const misdeeds = door?.misdeeds ?? []
    expect(await door?.close()).toBe(0)
    await story?.close()
    await home?.remove()
    expect(misdeeds).toEqual([])
  })

  async function allow(thing: string) {
    await me.lookAtApprovals()
    await door.page.getByText(`/${thing}`).waitFor()
    await door.page.getByRole('button', { name: 'Allow once' }).click()
  }

  const promptOf = (page: Page) => page.getByRole('complementary', { name: 'May this command run?' })

  /** In Telegram, and in the window; in both once. */
  async function isAnswered(question: string, answer: string) {
    answers.push(answer)
    await eventually(() => story.telegram.texts()).toEqual(answers)
    await me.go('Chat')
    await me.answer(answer).waitFor()
    expect(await me.answer(answer).count()).toBe(1)
    expect(await me.answer(question).count()).toBe(1)
  }

  test('the app is connected over SSH, and the computer at home over a tunnel of its own', async () => {
    await me.setUpLater()
    await me.fillIn('home-desk', story)
    await me.connect()
    await eventually(me.headline).toBe('Connected to home-desk')
    story.startNode()
    await eventually(story.nodeSays).toBe('waiting')
    await story.approveNode()
    await eventually(story.nodeSays).toBe('approved')
  })

  test('the command runs at home, and its answer is in Telegram and in the chat, once', async () => {
    story.telegram.say('How is the heating?')
    await allow('heating')
    await isAnswered('How is the heating?', 'The heating is on.')
    expect(await story.ran('heating')).toEqual(['begun', 'ended'])
  })

  test('a node that is cut off in the middle is an error that is told once, and it is there for the next question', async () => {
    await story.hold('boiler')
    story.telegram.say('How is the boiler?')
    await allow('boiler')
    await eventually(() => story.ran('boiler')).toEqual(['begun'])
    await story.nodeRoad.halt()
    const lost =
      'The boiler does not answer: the node went away before it answered; it may have done its part'
    await isAnswered('How is the boiler?', lost)
    await eventually(story.nodeSays).not.toBe('approved')

    await story.letGo('boiler')
    await story.nodeRoad.start()
    await eventually(story.nodeSays).toBe('approved')
    story.telegram.say('How is the pump?')
    await allow('pump')
    await isAnswered('How is the pump?', 'The pump is on.')
    expect(await story.ran('pump')).toEqual(['begun', 'ended'])
    expect(await story.ran('boiler')).toEqual(['begun', 'ended'])
  })

  test('a gateway that is killed after the yes runs nothing twice, and answers the question once', async () => {
    await story.hold('radiator')
    story.telegram.say('How is the radiator?')
    await allow('radiator')
    await eventually(() => story.ran('radiator')).toEqual(['begun'])
    await story.killGateway()
    await story.startGateway()
    const cutOff =
      'The radiator does not answer: A person allowed this, and the gateway was restarted after it had begun. It is not run again; whether it took effect is not known.'
    await isAnswered('How is the radiator?', cutOff)

    await story.letGo('radiator')
    await eventually(story.nodeSays).toBe('approved')
    story.telegram.say('How is the cellar?')
    await allow('cellar')
    await isAnswered('How is the cellar?', 'The cellar is on.')
    expect(await story.ran('radiator')).toEqual(['begun', 'ended'])
    expect(await story.ran('cellar')).toEqual(['begun', 'ended'])
    expect(story.telegram.unconfirmed()).toBe(0)
  })

  test('asked in a chat while the Control UI is open in another browser, both show the one run, and each is told what the other decided', async () => {
    const other = await openControlUi(story.gatewayPort)
    try {
      const [here, there] = [me, walk(other.page)]
      for (const side of [here, there]) await side.go('Chat')
      const asks = [
        { thing: 'attic', asker: here, decider: other.page, told: door.page },
        { thing: 'loft', asker: there, decider: door.page, told: other.page },
      ]
      for (const { thing, asker, decider, told } of asks) {
        await asker.say(`How is the ${thing}?`)
        for (const page of [decider, told]) await promptOf(page).getByText(`/${thing}`).waitFor()
        await promptOf(decider).getByRole('button', { name: 'Allow once' }).click()
        await promptOf(told).getByRole('heading', { name: 'Decided elsewhere' }).waitFor()
        await promptOf(told)
          .getByText(/^allowed once by \S/)
          .waitFor()
        await promptOf(told).getByRole('button', { name: 'Close' }).click()
        for (const side of [here, there]) {
          await side.answer(`The ${thing} is on.`).waitFor()
          expect(await side.answer(`The ${thing} is on.`).count()).toBe(1)
          expect(await side.answer(`How is the ${thing}?`).count()).toBe(1)
        }
        expect(await story.ran(thing)).toEqual(['begun', 'ended'])
      }
      // Who did not ask in Telegram is not answered there.
      expect(story.telegram.texts()).toEqual(answers)
      expect(other.misdeeds).toEqual([])
    } finally {
      await other.close()
    }
  })
})
