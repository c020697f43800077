import { Select } from '@mantine/core'
import { useId } from 'react'
import { z } from 'zod'
import { execModes, type ExecMode } from '../../src-shared/exec-rules.ts'
import {
  rulePatch,
  writtenRules,
  type RulePlace,
  type WrittenMode,
} from '../../src-shared/exec-rules-config.ts'
import { gatewayLink, type GatewayLink } from '../gateway-link.ts'
import { useAction } from '../gateway/use-action.ts'
import { useGatewayData } from '../gateway/use-gateway-data.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import classes from '../gateway/gateway.module.css'

const Config = z.looseObject({ hash: z.string(), parsed: z.unknown() })
const Nodes = z.object({
  nodes: z.array(z.looseObject({ nodeId: z.string(), displayName: z.string().nullish().catch(undefined) })),
})
const changes = ['config.changed', 'node.pair.resolved', 'presence'] as const
/** What the gateway answers for when nothing is said of an agent. */
const mainAgent = 'main'

async function read(link: GatewayLink) {
  const [config, list] = await Promise.all([
    link.request('config.get', {}).then(answer => Config.parse(answer)),
    link.request('node.list', {}).then(answer => Nodes.catch({ nodes: [] }).parse(answer)),
  ])
  return { hash: config.hash, rules: writtenRules(config.parsed), nodes: list.nodes }
}

/** What agents may run: for everyone, for each agent, on each node. The strictest of them counts. */
export function ExecRules() {
  const { t } = useWords()
  const { value, error, reload } = useGatewayData(read, changes)
  if (error) return <ErrorNote error={error} />
  if (!value) return null
  const { rules, nodes, hash } = value
  const agents = [...new Set([mainAgent, ...rules.agents.keys()])]
  const names = new Map(nodes.map(({ nodeId, displayName }) => [nodeId, displayName ?? undefined]))
  const nodeIds = [...new Set([...names.keys(), ...rules.nodes.keys()])]
  return (
    <Panel title={t('gateway.rules.title')}>
      <p className={classes.quiet}>{t('gateway.rules.detail')}</p>
      <ul className={classes.list}>
        <Rule name={t('gateway.rules.everyone')} mode={rules.all} place={{}} hash={hash} onChanged={reload} />
        {agents.map(agentId => (
          <Rule
            key={`agent ${agentId}`}
            name={t('gateway.rules.agent', { agent: agentId })}
            mode={rules.agents.get(agentId)}
            place={{ agentId }}
            hash={hash}
            onChanged={reload}
          />
        ))}
        {nodeIds.map(nodeId => (
          <Rule
            key={`node ${nodeId}`}
            name={t('gateway.rules.node', { node: names.get(nodeId) ?? nodeId.slice(0, 12) })}
            id={nodeId.slice(0, 12)}
            mode={rules.nodes.get(nodeId)}
            place={{ nodeId }}
            hash={hash}
            onChanged={reload}
          />
        ))}
      </ul>
    </Panel>
  )
}

type RuleProps = {
  readonly name: string
  /** What tells it from another of the same name. */
  readonly id?: string
  readonly mode: WrittenMode
  readonly place: RulePlace
  /** Of the configuration in which it stands so. */
  readonly hash: string
  readonly onChanged: () => void
}

const unset = 'unset'

function Rule({ name, id, mode, place, hash, onChanged }: RuleProps) {
  const { t } = useWords()
  const labelId = useId()
  const { isBusy, error, run } = useAction()
  const write = async (wanted: ExecMode | undefined) => {
    const raw = JSON.stringify(rulePatch(place, wanted))
    await run(() => gatewayLink.request('config.patch', { raw, baseHash: hash }))
    onChanged()
  }
  const choices = [unset, ...execModes.filter(choice => choice !== 'auto' || mode === 'auto')]
  return (
    <li className={classes.row}>
      <span className={classes.rowWords} id={labelId}>
        {name}
        {id !== undefined && (
          <>
            {' '}
            <code className={classes.quiet} translate="no">
              {id}
            </code>
          </>
        )}
      </span>
      <Select
        aria-labelledby={labelId}
        size="xs"
        w="17rem"
        maw="100%"
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        disabled={isBusy}
        value={mode ?? unset}
        onChange={wanted => wanted !== null && void write(execModes.find(choice => choice === wanted))}
        data={[...choices, ...(mode === 'other' ? ['other'] : [])].map(choice => ({
          value: choice,
          label: t('gateway.rules.mode', { mode: choice }),
        }))}
      />
      {error && <ErrorNote error={error} />}
    </li>
  )
}
