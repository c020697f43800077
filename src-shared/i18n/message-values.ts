/** Values as ICU messages take them: what is empty is called `none`, so that a `select` can leave it out. */
export function icuValues(values: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, icuValue(value)]))
}

function icuValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return value === undefined || value === '' ? 'none' : value
}
