// clipboard.read and clipboard.write: the text on this computer's clipboard.
import { z } from 'zod'
import { done, refused, type NodeCommand } from './command.ts'
import { firstAvailable, runHelper, type Helper } from './helper-program.ts'

/** The app's own clipboard, where it has one. */
export type ClipboardAccess = {
  readonly read: () => Promise<string>
  readonly write: (text: string) => Promise<void>
}

const maxChars = 512 * 1024
const written = z.looseObject({ text: z.string().max(maxChars) })

const readers: readonly Helper[] = [
  { program: 'wl-paste', args: ['--no-newline', '--type', 'text'], needs: ['WAYLAND_DISPLAY'] },
  { program: 'xclip', args: ['-selection', 'clipboard', '-out'], needs: ['DISPLAY'] },
  ...(process.platform === 'darwin' ? [{ program: 'pbpaste', args: [] }] : []),
]
const writers: readonly Helper[] = [
  // Both stay to hand the text to whoever pastes it: a clipboard on Linux is a program that answers.
  { program: 'wl-copy', args: [], needs: ['WAYLAND_DISPLAY'], staysBehind: true },
  { program: 'xclip', args: ['-selection', 'clipboard', '-in'], needs: ['DISPLAY'], staysBehind: true },
  ...(process.platform === 'darwin' ? [{ program: 'pbcopy', args: [] }] : []),
]

export function clipboardCommands(own: ClipboardAccess | undefined): NodeCommand[] {
  return [
    {
      name: 'clipboard.read',
      isAvailable: async () => own !== undefined || (await firstAvailable(readers)) !== undefined,
      hasEffect: false,
      run: async (_, { signal }) => {
        if (own) return done({ text: (await own.read()).slice(0, maxChars) })
        const helper = await firstAvailable(readers)
        if (!helper) return refused('UNAVAILABLE', 'there is no clipboard on this computer')
        const result = await runHelper(helper, { signal, maxBytes: 4 * maxChars })
        return result.ok
          ? done({ text: result.output.toString('utf8').slice(0, maxChars) })
          : refused('UNAVAILABLE', `the clipboard has no text: ${result.why}`)
      },
    },
    {
      name: 'clipboard.write',
      isAvailable: async () => own !== undefined || (await firstAvailable(writers)) !== undefined,
      hasEffect: true,
      run: async (given, { signal }) => {
        const parsed = written.safeParse(given)
        if (!parsed.success)
          return refused('INVALID_REQUEST', `clipboard.write needs text of up to ${maxChars} characters`)
        const { text } = parsed.data
        if (own) {
          await own.write(text)
          return done({ written: true })
        }
        const helper = await firstAvailable(writers)
        if (!helper) return refused('UNAVAILABLE', 'there is no clipboard on this computer')
        const result = await runHelper(helper, { signal, input: text })
        return result.ok
          ? done({ written: true })
          : refused('UNAVAILABLE', `the clipboard could not be written: ${result.why}`)
      },
    },
  ]
}
