// What the app and the process of its speech engine say to each other.
import type { Heard } from './engine.ts'
import type { ModelFiles } from './model-folder.ts'

export type ToEngine =
  | { readonly kind: 'load'; readonly files: ModelFiles }
  | { readonly kind: 'hear'; readonly pcm: Int16Array }
  /** What is heard from now on carries this number. */
  | { readonly kind: 'reset'; readonly generation: number }

export type FromEngine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly why: 'no-package' | 'no-model' }
  | { readonly kind: 'heard'; readonly generation: number; readonly heard: Heard }
  /** One piece of sound is understood. */
  | { readonly kind: 'done' }
