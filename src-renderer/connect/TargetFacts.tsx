import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { Fact } from '../ui/Facts.tsx'

/** A target in words, as rows of a list of facts. */
export function TargetFacts({ target }: { target: ConnectionTarget }) {
  switch (target.kind) {
    case 'local':
      return <Fact name="Gateway">built in, on this computer</Fact>
    case 'ssh':
      return (
        <>
          <Fact name="Host">
            <bdi>{target.host}</bdi>
          </Fact>
          <Fact name="Gateway port">{target.gatewayPort}, on the host’s loopback</Fact>
          <Fact name="SSH">{target.engine === 'ssh2' ? 'built in' : 'the system’s ssh'}</Fact>
        </>
      )
    case 'direct':
      return (
        <>
          <Fact name="Address">
            <bdi>{target.url}</bdi>
          </Fact>
          <Fact name="Certificate">{target.tlsFingerprint && 'pinned'}</Fact>
        </>
      )
  }
}
