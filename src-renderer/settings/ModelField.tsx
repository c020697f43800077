import { Autocomplete, Button } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words.ts'
import { useFoundModels } from './use-own-gateway.ts'
import classes from './settings.module.css'

type Props = {
  readonly model: string | undefined
  readonly onModel: (model: string | undefined) => void
}

/** A model by its name, with those of this computer to choose from. Saved when the field is left, or one is chosen. */
export function ModelField({ model, onModel }: Props) {
  const { t } = useWords()
  const { models, look } = useFoundModels()
  const [typed, setTyped] = useState<string>()
  const current = typed ?? model ?? ''
  const isValid = current.trim() === '' || /^[^\s/]+\/\S+$/.test(current.trim())
  const save = (text: string) => {
    const next = text.trim() === '' ? undefined : text.trim()
    setTyped(undefined)
    if (next !== model) onModel(next)
  }
  return (
    <>
      <div className={classes.addHost}>
        <Autocomplete
          label={t('settings.ownGateway.model')}
          placeholder={t('settings.ownGateway.modelExample')}
          data={[...new Set(models?.map(({ name }) => name))]}
          value={current}
          onChange={setTyped}
          onOptionSubmit={save}
          onBlur={() => typed !== undefined && isValid && save(typed)}
          onKeyDown={event => {
            if (event.key === 'Enter' && typed !== undefined && isValid) save(typed)
            if (event.key === 'Escape') setTyped(undefined)
          }}
          error={!isValid && t('settings.ownGateway.modelInvalid')}
          maxLength={400}
          spellCheck={false}
          autoComplete="off"
          className={classes.addField}
        />
        <Button variant="default" onClick={look} loading={!models} className={classes.fieldButton}>
          {t('settings.ownGateway.lookAgain')}
        </Button>
      </div>
      <p role="status" className={classes.quiet}>
        {models && t('settings.ownGateway.found', { count: models.length })}
      </p>
    </>
  )
}
