import { useWords } from '../words.ts'

/** A host as it was typed, and the jump host before it. */
export function HostName({ host, via }: { host: string; via?: string | undefined }) {
  const { rich } = useWords()
  const name = <Name>{host}</Name>
  return via ? rich('common.hostThrough', { host: name, via: <Name>{via}</Name> }) : name
}

/** A name never changes the direction of the words around it, and is not translated. */
export function Name({ children }: { children: string }) {
  return <bdi translate="no">{children}</bdi>
}
