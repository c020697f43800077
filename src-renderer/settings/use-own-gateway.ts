import { useEffect, useState } from 'react'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import type {
  FoundModel,
  OwnGateway,
  OwnGatewayChange,
  OwnGatewaySecret,
} from '../../src-shared/own-gateway.ts'
import { desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'

/** This computer's gateway as it is set; undefined until the app has answered. */
export function useOwnGateway() {
  const [gateway, setGateway] = useState<OwnGateway>()
  const [error, setError] = useState<ErrorReport>()
  useEffect(() => {
    desktop.ownGateway.current().then(setGateway, tellError)
  }, [])

  /** Whether it came about; what went wrong is in `error`. */
  const after = async (asked: Promise<OwnGateway>): Promise<boolean> => {
    try {
      setGateway(await asked)
      setError(undefined)
      return true
    } catch (reason) {
      setError(toErrorReport(reason))
      return false
    }
  }
  return {
    gateway,
    error,
    change: (change: OwnGatewayChange) => void after(desktop.ownGateway.change(change)),
    keepSecret: (secret: OwnGatewaySecret) => after(desktop.ownGateway.setSecret(secret)),
    keepKey: (provider: string, key: string) => after(desktop.ownGateway.setModelKey({ provider, key })),
    restart: () => void after(desktop.ownGateway.restart()),
  }
}

/** What answers on this computer; undefined while it is being looked for. */
export function useFoundModels() {
  const [models, setModels] = useState<readonly FoundModel[]>()
  useEffect(() => {
    desktop.ownGateway.models().then(setModels, tellError)
  }, [])
  const look = () => {
    setModels(undefined)
    desktop.ownGateway.models().then(setModels, tellError)
  }
  return { models, look }
}
