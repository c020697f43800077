// What this page keeps in the browser between visits: its device key, which no script can read out, and small texts.

const databaseName = 'gangway'
const storeName = 'kept'

/** Values by name; keys of WebCrypto are kept as they are. */
export type PageStore = {
  readonly read: (name: string) => Promise<unknown>
  readonly write: (name: string, value: unknown) => Promise<void>
  readonly remove: (name: string) => Promise<void>
}

/** Opened at the first use. Rejects where the browser keeps nothing (some private windows). */
export function openPageStore(factory: IDBFactory = indexedDB): PageStore {
  let opening: Promise<IDBDatabase> | undefined
  const open = () => (opening ??= openDatabase(factory))
  const inStore = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => {
    const database = await open()
    return settled(work(database.transaction(storeName, mode).objectStore(storeName)))
  }
  return {
    read: name => inStore('readonly', store => store.get(name) as IDBRequest<unknown>),
    write: async (name, value) => {
      await inStore('readwrite', store => store.put(value, name))
    },
    remove: name => inStore('readwrite', store => store.delete(name)),
  }
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(databaseName, 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName))
  return settled(request)
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser keeps nothing')))
  })
}
