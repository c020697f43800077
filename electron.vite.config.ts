// Three bundles: main (every door that runs in Node), preload (what the window may say), renderer (what is seen).
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// What cannot be bundled: it loads native code beside it, or (electron-updater) asks Electron on its first line.
const packed = [/^@napi-rs\/keyring$/, /^ssh2$/, /^electron-updater($|\/)/, /^sherpa-onnx-node$/]
const external = [/^node:/, /^electron($|\/)/, ...packed]

// What is bundled brings its licence along: installers hold no other copy of it.
const license = { fileName: 'third-party-licenses.md' }

export default defineConfig({
  main: {
    build: {
      // In few files rather than hundreds: finding them all is most of what a short command costs. It also keeps
      // the installers small: of node_modules they hold no more than `packed` and what it needs.
      externalizeDeps: false,
      outDir: 'out/main',
      license,
      minify: false,
      rollupOptions: {
        external,
        input: {
          browser: 'src-main/browser/main.ts',
          cli: 'src-main/cli/main.ts',
          main: 'src-main/main.ts',
          'voice-engine': 'src-main/voice/engine-main.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // Neither a sandboxed preload nor a page has anything to load a package with.
      externalizeDeps: false,
      outDir: 'out/preload',
      rollupOptions: {
        input: { browser: 'src-preload/browser.ts', desktop: 'src-preload/desktop.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [react()],
    resolve: {
      alias: {
        // In browsers it decodes `&amp;` and the like through innerHTML, which the content security policy forbids;
        // its own table does the same without.
        'decode-named-character-reference': path.resolve(
          'node_modules/decode-named-character-reference/index.js',
        ),
      },
    },
    build: {
      outDir: 'out/renderer',
      license,
      emptyOutDir: true,
      target: 'chrome140',
      // A page that is less than half as long is there sooner, also in a browser on another computer.
      minify: true,
      chunkSizeWarningLimit: 1_500,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: {
        input: 'src-renderer/index.html',
        output: {
          // Zod tries `eval` with the first schema that is made, wherever that stands: it is told not to before any is.
          codeSplitting: {
            groups: [{ name: 'schemas', test: /node_modules\/zod\/|src-renderer\/zod-without-eval/ }],
          },
        },
      },
    },
  },
})
