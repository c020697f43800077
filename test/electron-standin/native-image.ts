// Electron's nativeImage, as far as a test wants to know: which files an icon is made of, and how large they are.
import { closeSync, existsSync, openSync, readSync } from 'node:fs'

type Representation = {
  readonly scaleFactor: number
  readonly file: string | undefined
  readonly size: Electron.Size
}

export class NativeImage implements Pick<
  Electron.NativeImage,
  'addRepresentation' | 'setTemplateImage' | 'isTemplateImage' | 'isEmpty' | 'getSize' | 'getScaleFactors'
> {
  /** The file it was read from; undefined when it is empty or was made from memory. */
  readonly file: string | undefined
  readonly #representations: Representation[] = []
  #isTemplate = false

  constructor(file?: string) {
    const size = file === undefined ? undefined : pngSize(file)
    this.file = size && file
    if (!size) return
    this.#representations.push({ scaleFactor: 1, file, size })
    const larger = file?.replace(/(\.\w+)$/, '@2x$1')
    const largerSize = larger === undefined ? undefined : pngSize(larger)
    if (largerSize) this.#representations.push({ scaleFactor: 2, file: larger, size: largerSize })
    // macOS takes a file of this name for a template.
    this.#isTemplate = /Template(@2x)?\.\w+$/.test(file ?? '')
  }

  addRepresentation(options: Electron.AddRepresentationOptions): void {
    const scaleFactor = options.scaleFactor ?? 1
    const { width = 0, height = 0 } = options.buffer ? (pngSizeOf(options.buffer) ?? options) : options
    this.#representations.push({ scaleFactor, file: undefined, size: { width, height } })
  }
  setTemplateImage(isTemplate: boolean): void {
    this.#isTemplate = isTemplate
  }
  isTemplateImage(): boolean {
    return this.#isTemplate
  }
  isEmpty(): boolean {
    return this.#representations.length === 0
  }
  getSize(scaleFactor = 1): Electron.Size {
    const found =
      this.#representations.find(one => one.scaleFactor === scaleFactor) ?? this.#representations[0]
    return found?.size ?? { width: 0, height: 0 }
  }
  getScaleFactors(): number[] {
    return this.#representations.map(one => one.scaleFactor)
  }
}

export const nativeImage = {
  createEmpty: () => new NativeImage() as unknown as Electron.NativeImage,
  createFromPath: (file: string) => new NativeImage(file) as unknown as Electron.NativeImage,
} satisfies Pick<typeof Electron.nativeImage, 'createEmpty' | 'createFromPath'>

/** The file behind whatever Electron takes as an icon. */
export function imageFile(image: Electron.NativeImage | string): {
  file: string | undefined
  isTemplate: boolean
} {
  const known = typeof image === 'string' ? new NativeImage(image) : (image as unknown as NativeImage)
  return { file: known.file, isTemplate: known.isTemplateImage() }
}

function pngSize(file: string): Electron.Size | undefined {
  if (!existsSync(file)) return undefined
  const start = Buffer.alloc(24)
  const handle = openSync(file, 'r')
  readSync(handle, start, 0, start.length, 0)
  closeSync(handle)
  return pngSizeOf(start)
}

function pngSizeOf(bytes: Buffer): Electron.Size | undefined {
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}
