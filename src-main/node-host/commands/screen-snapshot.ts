// screen.snapshot: what is on this computer's screen, as a PNG.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { done, refused, type NodeCommand } from './command.ts'
import { firstAvailable, runHelper, type Helper } from './helper-program.ts'

/** The answer travels as base64 in one frame. */
const maxBytes = 12 * 1024 * 1024
const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

function helpersFor(file: string): Helper[] {
  return process.platform === 'darwin'
    ? [{ program: 'screencapture', args: ['-x', '-t', 'png', file] }]
    : [
        { program: 'grim', args: ['-t', 'png', file], needs: ['WAYLAND_DISPLAY'] },
        { program: 'scrot', args: ['--overwrite', file], needs: ['DISPLAY'] },
      ]
}

export const screenSnapshot: NodeCommand = {
  name: 'screen.snapshot',
  isAvailable: async () =>
    process.platform !== 'win32' && (await firstAvailable(helpersFor(''))) !== undefined,
  hasEffect: false,
  run: async (_, { signal }) => {
    const dir = await mkdtemp(path.join(tmpdir(), 'gangway-screen-'))
    try {
      const file = path.join(dir, 'screen.png')
      const helper = await firstAvailable(helpersFor(file))
      if (!helper) return refused('UNAVAILABLE', 'this computer’s screen cannot be read')
      const result = await runHelper(helper, { signal })
      if (!result.ok) return refused('UNAVAILABLE', `the screen could not be read: ${result.why}`)
      const png = await readFile(file)
      if (!png.subarray(0, 8).equals(pngSignature))
        return refused('UNAVAILABLE', 'the screen could not be read')
      if (png.byteLength > maxBytes)
        return refused('RESULT_TOO_LARGE', 'the picture of the screen is too large')
      const size = { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
      return done({ format: 'png', ...size, base64: png.toString('base64') })
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
}
