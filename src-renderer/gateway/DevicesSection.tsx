import { useEffect, useState } from 'react'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { DeviceRequestCard } from './DeviceRequestCard.tsx'
import { NodeCard } from './NodeCard.tsx'
import { PairedDevices } from './PairedDevices.tsx'
import { pairingEvents, readPairing } from './pairing.ts'
import { useGatewayData } from './use-gateway-data.ts'
import { useSettled } from './use-settled.ts'
import classes from './gateway.module.css'

/** Who wants in, who may come in, and which nodes there are. `scopes` are this connection's. */
export function DevicesSection({ scopes }: { scopes: readonly string[] }) {
  const { t } = useWords()
  const { value, error, reload } = useGatewayData(readPairing, pairingEvents)
  const ownId = useOwnDeviceId()
  const waiting = [
    ...(value?.pending ?? []),
    ...(value?.nodes.flatMap(({ request }) => (request ? [request] : [])) ?? []),
  ]
  const isSettled = useSettled(waiting.map(({ requestId }) => requestId).join(' '))
  if (!value)
    return error ? <ErrorNote error={error} /> : <p className={classes.quiet}>{t('gateway.loading')}</p>
  const { pending, paired, nodes } = value
  return (
    <div className={classes.stack}>
      {error && <ErrorNote error={error} />}
      <Panel title={t('gateway.devices.waiting')} tone={pending.length > 0 ? 'attention' : 'plain'}>
        {pending.length === 0 ? (
          <p className={classes.quiet}>{t('gateway.devices.noneWaiting')}</p>
        ) : (
          <>
            <p className={classes.quiet}>{t('gateway.devices.compare')}</p>
            <ul className={classes.cards}>
              {pending.map(request => (
                <DeviceRequestCard
                  key={request.requestId}
                  request={request}
                  scopes={scopes}
                  isSettled={isSettled}
                  onDecided={reload}
                />
              ))}
            </ul>
          </>
        )}
      </Panel>
      <Panel title={t('gateway.nodes.title')}>
        {nodes.length === 0 ? (
          <p className={classes.quiet}>{t('gateway.nodes.none')}</p>
        ) : (
          <ul className={classes.cards}>
            {nodes.map(node => (
              <NodeCard
                key={node.nodeId}
                node={node}
                scopes={scopes}
                isSettled={isSettled}
                onDecided={reload}
              />
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={t('gateway.devices.paired')}>
        <PairedDevices devices={paired} ownId={ownId} onChanged={reload} />
      </Panel>
    </div>
  )
}

function useOwnDeviceId(): string {
  const [id, setId] = useState('')
  useEffect(() => {
    const read = async () => setId((await desktop.app.info()).deviceId)
    tell(read())
  }, [])
  return id
}
