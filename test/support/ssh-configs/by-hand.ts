// Configurations of ssh written by hand: what people mistype, what other systems leave behind, and what means harm.
import type { SshHost } from '../../../src-main/tunnel/ssh-config/ssh-host.ts'
import { spellings } from './spellings.ts'
import { blocks } from './blocks.ts'
import { values } from './values.ts'
import { includes } from './includes.ts'
import { oddFiles } from './odd-files.ts'

export type ConfigByHand = {
  readonly name: string
  /** `{dir}` stands for the folder that it is in, in its other files and in `expected` too. */
  readonly config: string | Buffer
  /** Other files in that folder. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** `web` when absent. */
  readonly target?: string
  /**
   * `as ssh`: what `ssh -G` makes of it, or refused as it is by ssh. Otherwise ssh is not asked, as it would run a command or
   * is known to decide otherwise: `refusedFor` is part of our reason, `taken` what we make of it.
   */
  readonly expected: 'as ssh' | { readonly refusedFor: string } | { readonly taken: Partial<SshHost> }
}

export const configsByHand: readonly ConfigByHand[] = [
  ...spellings,
  ...values,
  ...blocks,
  ...includes,
  ...oddFiles,
]
