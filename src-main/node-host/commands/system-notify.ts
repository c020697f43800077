// system.notify: a notice on this computer's desktop.
import { z } from 'zod'
import { done, refused, type NodeCommand } from './command.ts'
import { firstAvailable, runHelper, type Helper } from './helper-program.ts'

const params = z.looseObject({
  title: z.string().max(300).default(''),
  body: z.string().max(4_000).default(''),
  priority: z.enum(['passive', 'active', 'timeSensitive']).nullish(),
})

/** Shows a notice in the app's own way; false where it cannot. */
export type ShowNotice = (notice: { readonly title: string; readonly body: string }) => boolean

export function systemNotify(show: ShowNotice | undefined): NodeCommand {
  return {
    name: 'system.notify',
    isAvailable: async () =>
      show !== undefined || (await firstAvailable(helpersFor('', '', 'normal'))) !== undefined,
    hasEffect: true,
    run: async (given, { signal }) => {
      const parsed = params.safeParse(given ?? {})
      if (!parsed.success) return refused('INVALID_REQUEST', 'system.notify needs title or body')
      const { title, body, priority } = parsed.data
      if (`${title}${body}`.trim() === '')
        return refused('INVALID_REQUEST', 'system.notify needs title or body')
      if (show?.({ title, body })) return done({ shown: true })
      const urgency = priority === 'passive' ? 'low' : priority === 'timeSensitive' ? 'critical' : 'normal'
      const helper = await firstAvailable(helpersFor(title, body, urgency))
      if (!helper) return refused('UNAVAILABLE', 'this computer shows no notices')
      const result = await runHelper(helper, { signal })
      return result.ok
        ? done({ shown: true })
        : refused('UNAVAILABLE', `the notice was not shown: ${result.why}`)
    },
  }
}

function helpersFor(title: string, body: string, urgency: string): Helper[] {
  if (process.platform === 'linux') {
    return [
      {
        program: 'notify-send',
        args: [`--urgency=${urgency}`, '--app-name=Gangway', '--', title || body, title ? body : ''],
        needs: ['DBUS_SESSION_BUS_ADDRESS'],
      },
    ]
  }
  if (process.platform !== 'darwin') return []
  // The words go in as arguments, so that none of them is taken for script.
  const script = 'on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run'
  return [{ program: 'osascript', args: ['-e', script, title || 'Gangway', body] }]
}
