// Loaded first in a utility process of the stand-in: its end of the line to the app.
process.parentPort = {
  on: (name, listener) => process.on(name, data => listener({ data, ports: [] })),
  postMessage: message => void process.send(message),
}
process.once('disconnect', () => process.exit())
