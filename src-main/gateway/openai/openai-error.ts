// Failures as OpenAI's clients read them (platform.openai.com/docs/guides/error-codes).

export type OpenAiError = {
  readonly status: number
  readonly body: {
    readonly error: {
      readonly message: string
      readonly type: string
      readonly param: string | null
      readonly code: string | null
    }
  }
  readonly headers: Record<string, string>
}

type More = {
  /** The field of the request that is meant. */
  readonly param?: string | undefined
  readonly code?: string | undefined
  /** When to try again, in milliseconds. */
  readonly retryMs?: number | undefined
}

/** `message` is one sentence for whoever set up the client; it repeats nothing that was sent. */
export function openAiError(status: number, message: string, more: More = {}): OpenAiError {
  const { param = null, code = null, retryMs } = more
  return {
    status,
    body: { error: { message, type: typeOf(status), param, code } },
    headers: {
      ...(retryMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryMs / 1000)) }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  }
}

function typeOf(status: number): string {
  switch (status) {
    case 401:
      return 'authentication_error'
    case 403:
      return 'permission_error'
    case 429:
      return 'rate_limit_error'
    default:
      return status < 500 ? 'invalid_request_error' : 'api_error'
  }
}
