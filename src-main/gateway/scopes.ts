// What an operator may do. `admin` covers every operator scope, `write` covers `read`.

export const allScopes = [
  'operator.admin',
  'operator.read',
  'operator.write',
  'operator.approvals',
  'operator.questions',
  'operator.pairing',
  'operator.talk',
  'operator.talk.secrets',
] as const
export type Scope = (typeof allScopes)[number]

const covers: Readonly<Record<string, readonly string[]>> = {
  'operator.admin': allScopes,
  'operator.write': ['operator.read', 'operator.talk'],
}

/** Whether holding `held` allows what needs `needed`. */
export function allows(held: readonly string[], needed: string): boolean {
  return held.some(scope => scope === needed || (covers[scope]?.includes(needed) ?? false))
}

/** Whether everything in `asked` is allowed by `held`. */
export function allowsAll(held: readonly string[], asked: readonly string[]): boolean {
  return asked.every(scope => allows(held, scope))
}
