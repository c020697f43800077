import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { tell } from '../tell.ts'
import { useWords } from '../words.ts'
import type { ConnectActions } from './use-connect.ts'

/** Instead of the form, in a page that its gateway served: there is only this one to connect to. */
export function OwnGateway({ actions }: { actions: ConnectActions }) {
  const { t } = useWords()
  return (
    <>
      <PageHeading title={t('connect.own.title')} />
      <EmptyState
        icon={<IconPlugConnected size={36} stroke={1.4} />}
        title={t('connect.own.left')}
        action={
          <Button onClick={() => tell(actions.retryNow())} mt="xs">
            {t('connect.own.connect')}
          </Button>
        }
      >
        {t('connect.own.explain', { address: location.host })}
      </EmptyState>
    </>
  )
}
