// Keeps of a parsed message's elements only the properties that we know and draw ourselves: no ids that could clash
// with the page's, no classes of the page, nothing a later version of a plugin might add.

type Node = {
  readonly type: string
  tagName?: string
  properties?: Record<string, unknown>
  children?: Node[]
}

const kept: ReadonlySet<string> = new Set([
  'href',
  'src',
  'alt',
  'title',
  'align',
  'start',
  'checked',
  'type',
])

export function plainProperties() {
  return (tree: Node): void => walk(tree)
}

function walk(node: Node): void {
  if (node.properties) {
    const properties: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(node.properties)) {
      if (kept.has(name) || (name === 'className' && node.tagName === 'code')) properties[name] = value
    }
    node.properties = properties
  }
  for (const child of node.children ?? []) walk(child)
}
