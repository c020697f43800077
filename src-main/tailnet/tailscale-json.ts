// What Tailscale's program prints with --json, as far as it is read here (ipn/ipnstate, ipn/serve.go of tailscale.com).
import { z } from 'zod'

export const StatusJson = z.object({
  BackendState: z.string(),
  Self: z
    .object({
      DNSName: z.string().default(''),
      TailscaleIPs: z.array(z.string()).nullish(),
    })
    .nullish(),
})

export const WhoisJson = z.object({
  UserProfile: z.object({ LoginName: z.string() }),
})

/** `{}` when nothing is served. A key of `Web` and `AllowFunnel` is HOST:PORT. */
export const ServeJson = z.object({
  Web: z
    .record(
      z.string(),
      z.object({ Handlers: z.record(z.string(), z.object({ Proxy: z.string().optional() })).nullish() }),
    )
    .nullish(),
  TCP: z.record(z.string(), z.looseObject({ HTTPS: z.boolean().optional() })).nullish(),
  AllowFunnel: z.record(z.string(), z.boolean()).nullish(),
})
