import classes from './NotOpenedByGangway.module.css'

/** What a browser shows that opened the page by itself, without Gangway behind it. */
export function NotOpenedByGangway() {
  return (
    <main className={classes.page}>
      <h1>Gangway is not behind this page</h1>
      <p>
        Start Gangway and open the address it prints. That address holds a one-time token, so a bookmark of an
        earlier one no longer works.
      </p>
    </main>
  )
}
