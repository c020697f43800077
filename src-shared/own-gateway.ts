// The gateway of this computer, as Settings shows and changes it.
import { z } from 'zod'
import type { ErrorReport } from './errors.ts'

/** `custom` needs an address as well, which only the file can say. */
export const ownGatewayBinds = ['loopback', 'tailnet', 'lan', 'auto', 'custom'] as const
export type OwnGatewayBind = (typeof ownGatewayBinds)[number]

export const ownGatewayAuths = ['token', 'password', 'none'] as const
export type OwnGatewayAuth = (typeof ownGatewayAuths)[number]

export type ModelProviderEntry = {
  readonly id: string
  readonly label: string
  readonly baseUrl: string
  /** Whether it is one of this computer, which needs no key. */
  readonly isLocal: boolean
  readonly hasKey: boolean
}

export type OwnGateway = {
  /** The file that all of it is written in, but the secrets. */
  readonly path: string
  readonly port: number
  /** The environment variable that decides the port, whatever is set here. */
  readonly portVariable: string | undefined
  /** Whether the configuration says a port, rather than the profile. */
  readonly hasOwnPort: boolean
  readonly bind: OwnGatewayBind
  readonly auth: OwnGatewayAuth
  readonly hasPassword: boolean
  /** Whether somebody has given it a token; one that it made for itself is for this computer alone. */
  readonly hasToken: boolean
  /** Whether other computers could reach it as it is bound. It starts only with a token or password that was given then. */
  readonly isReachable: boolean
  /** `provider/model`; none: whatever is found on this computer. */
  readonly model: string | undefined
  readonly providers: readonly ModelProviderEntry[]
  /** Whether it runs in this app, and with something else than is set now. */
  readonly needsRestart: boolean
  /** Why the file cannot be used, and so not be changed. */
  readonly problem: ErrorReport | undefined
}

const providerId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)

/** What is absent stays; null brings back what counts without it. */
export const OwnGatewayChange = z
  .strictObject({
    port: z.int().min(1).max(65_535).nullable(),
    bind: z.enum(['loopback', 'tailnet', 'lan', 'auto']),
    auth: z.enum(ownGatewayAuths),
    model: z
      .string()
      .max(400)
      .regex(/^[^\s/]+\/\S+$/)
      .nullable(),
    provider: z.strictObject({
      id: providerId,
      baseUrl: z
        .url({ protocol: /^https?$/ })
        .max(2048)
        .nullable(),
    }),
  })
  .partial()
export type OwnGatewayChange = z.infer<typeof OwnGatewayChange>

/** A token or password that clients are to be asked for: 12 to 1,024 characters. */
export const OwnGatewaySecret = z.strictObject({
  kind: z.enum(['token', 'password']),
  secret: z.string().trim().min(12).max(1024),
})
export type OwnGatewaySecret = z.infer<typeof OwnGatewaySecret>

export const ModelKey = z.strictObject({ provider: providerId, key: z.string().min(1).max(16_384) })
export type ModelKey = z.infer<typeof ModelKey>

/** A model on this computer; `name` is `provider/model`. */
export type FoundModel = { readonly name: string; readonly server: string }
