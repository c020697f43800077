// Served as /bridge.js by the window bench: window.desktop, answered and told by the test through two bindings.
;(function scriptBridge() {
  const listeners = new Map()
  Object.defineProperty(window, 'desktop', {
    enumerable: true,
    value: Object.freeze({
      ask: async (name, argument) => {
        const { told, answer } = await window.benchAsk(name, argument)
        for (const [event, value] of told) window.benchTell(event, value)
        return answer
      },
      on: (name, listener) => {
        const own = listeners.get(name) ?? new Set()
        listeners.set(name, own)
        const wrapped = value => listener(value)
        own.add(wrapped)
        return () => own.delete(wrapped)
      },
    }),
  })
  window.benchTell = (name, value) => {
    for (const listener of listeners.get(name) ?? []) listener(value)
  }
  window.benchViolations = []
  document.addEventListener('securitypolicyviolation', event => {
    window.benchViolations.push(
      `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
    )
  })
})()
