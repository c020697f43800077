import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { Fact } from '../ui/Facts.tsx'
import { Name } from '../ui/HostName.tsx'
import { useWords } from '../words.ts'

/** A target in words, as rows of a list of facts. */
export function TargetFacts({ target }: { target: ConnectionTarget }) {
  const { t } = useWords()
  switch (target.kind) {
    case 'local':
      return <Fact name={t('ui.facts.gateway')}>{t('connect.target.builtIn')}</Fact>
    case 'ssh':
      return (
        <>
          <Fact name={t('ui.facts.host')}>
            <Name>{target.host}</Name>
          </Fact>
          <Fact name={t('ui.facts.gatewayPort')}>
            {t('connect.target.onLoopback', { port: String(target.gatewayPort) })}
          </Fact>
          <Fact name={t('connect.target.ssh')}>{t(`connect.target.engines.${target.engine}`)}</Fact>
        </>
      )
    case 'direct':
      return (
        <>
          <Fact name={t('ui.facts.address')}>
            <Name>{target.url}</Name>
          </Fact>
          <Fact name={t('connect.target.certificate')}>
            {target.tlsFingerprint && t('connect.target.pinned')}
          </Fact>
        </>
      )
  }
}
