// The order of test files: those that take longest begin first, so that no long one is left alone at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where the minutes go, by path: whole apps and pages, then hosts that are logged in to. Their size does not tell. */
const slow = [
  '/test/e2e/',
  '/test/integration/window/every-page/',
  '/test/integration/ssh-login',
  '/test/integration/window/',
  '/test/integration/desktop/',
  '/test/integration/ssh',
]

function rank({ moduleId }: TestSpecification): number {
  const at = slow.findIndex(part => moduleId.includes(part))
  return at === -1 ? slow.length : at
}

const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder

export default class LongestFirst extends BaseSequencer {
  /** Within one rank the order stays vitest's own: by what failed and by what took long the last time. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => group(a) - group(b) || rank(a) - rank(b))
  }
}
