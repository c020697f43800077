import {
  healthLights,
  sayColor,
  sayLight,
  sayMeasured,
  type Light,
  type LightFacts,
} from '../../src-shared/health-lights.ts'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import { SignsOfGateway } from './SignsOfGateway.tsx'
import classes from './health.module.css'

/** Five lights, each with its reason, and when and where that was measured. */
export function LightsPanel({ facts }: { facts: LightFacts }) {
  const { t } = useWords()
  const { look } = facts.health
  const lights = healthLights(facts)
  return (
    <Panel title={t('health.lights.title')}>
      <ul className={classes.lights} aria-label={t('health.lights.title')}>
        {lights.map(light => (
          <LightRow key={light.id} light={light} now={facts.now} />
        ))}
      </ul>
      {facts.state.phase === 'online' && look?.http && (
        <SignsOfGateway look={look} road={lights[0]?.road} now={facts.now} />
      )}
    </Panel>
  )
}

function LightRow({ light, now }: { light: Light; now: number }) {
  const { t } = useWords()
  return (
    <li className={classes.light} data-light={light.id} data-color={light.color}>
      <Mark shape={light.awaited ? 'returning' : shapes[light.color]} size={18} />
      <div className={classes.lightWords}>
        <p>
          <span className={classes.rowName}>{t(`health.lights.${light.id}`)}</span>{' '}
          <span className={classes.lightState}>{sayColor(light, t)}</span>
        </p>
        <p>{sayLight(light, t)}</p>
        <p className={classes.age}>{sayMeasured(light, now, t)}</p>
      </div>
    </li>
  )
}

const shapes: Record<Light['color'], MarkShape> = {
  green: 'good',
  amber: 'attention',
  red: 'bad',
  grey: 'unknown',
}
