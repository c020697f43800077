// What can be asked of the gateway: each method with who may ask, what it takes and what answers it.
import { formatValidationErrors, missingScopeErrorShape, type ErrorShape } from '@openclaw/gateway-protocol'
import type { Admission } from './authenticate.ts'
import type { ClientSession } from './client-session.ts'
import { allows, type Scope } from './scopes.ts'

export type Call = {
  readonly session: ClientSession
  readonly requestId: string
  /** The method's name, as it was called. */
  readonly name: string
}

type ValidationError = NonNullable<Parameters<typeof formatValidationErrors>[0]>[number]
type Validator<T> = ((params: unknown) => params is T) & { readonly errors: ValidationError[] | null }

export type Method = {
  /** `anyone`: operators without scopes, and nodes too. `node`: nodes alone. */
  readonly scope: Scope | 'anyone' | 'node'
  /** Whether nodes may call it besides, without any scope: it looks at what a node asks by itself. */
  readonly servesNodes?: boolean
  /** Answers the call, now or later. Errors: what `requestError` makes, AppError. */
  readonly run: (params: unknown, call: Call) => unknown
}

export type MethodTable = ReadonlyMap<string, Method>
export type Methods = Readonly<Record<string, Method>>

/** Ties a handler to the protocol's own validator, so that neither can be without the other. */
export function method<T>(
  scope: Method['scope'],
  validate: Validator<T>,
  run: (params: T, call: Call) => unknown,
): Method {
  return {
    scope,
    run(params, call) {
      if (validate(params)) return run(params, call)
      const why = formatValidationErrors(validate.errors)
      throw requestError('INVALID_REQUEST', `invalid ${call.name} params: ${why}`)
    },
  }
}

/** For methods of which the protocol package has no schema. */
export function plainObject(params: unknown): params is Readonly<Record<string, unknown>> {
  return typeof params === 'object' && params !== null && !Array.isArray(params)
}
plainObject.errors = null

export function methodTable(...families: readonly Methods[]): MethodTable {
  return new Map(families.flatMap(family => Object.entries(family)))
}

/** The method, if this client may call it. Errors: FORBIDDEN, INVALID_REQUEST. */
export function mayCall(table: MethodTable, name: string, { role, scopes }: Admission): Method {
  const found = table.get(name)
  if (role === 'node') {
    if (found?.scope === 'anyone' || found?.scope === 'node' || found?.servesNodes) return found
    throw requestError('INVALID_REQUEST', 'unauthorized role: node')
  }
  if (found?.scope === 'node') throw requestError('INVALID_REQUEST', 'unauthorized role: operator')
  // Who may not do everything is not told what there is.
  const needed = found?.scope ?? 'operator.admin'
  if (needed !== 'anyone') mustAllow(scopes, [needed])
  if (!found) throw requestError('INVALID_REQUEST', `unknown method: ${name.slice(0, 100)}`)
  return found
}

/** Errors: FORBIDDEN, naming the first of the scopes that is not held. */
export function mustAllow(held: readonly string[], required: readonly Scope[]) {
  const missingScope = required.find(scope => !allows(held, scope))
  if (missingScope === undefined) return
  throw new RequestError(missingScopeErrorShape({ missingScope, requiredScopes: [...required] }))
}

class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly shape: ErrorShape

  constructor(shape: ErrorShape) {
    super(shape.message)
    this.shape = shape
  }
}

/** A refusal a client is meant to read, in the protocol's own shape. */
export function requestError(
  code: 'INVALID_REQUEST' | 'FORBIDDEN' | 'UNAVAILABLE' | 'NOT_PAIRED' | 'APPROVAL_NOT_FOUND',
  message: string,
  more: Omit<ErrorShape, 'code' | 'message'> = {},
): RequestError {
  return new RequestError({ code, message, ...more })
}

/** The same refusal once more, from its shape. */
export function refuseWith(shape: ErrorShape): RequestError {
  return new RequestError(shape)
}

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof RequestError
}
