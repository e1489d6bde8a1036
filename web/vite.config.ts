/** How the console is built: into web/dist, without inline scripts, heavy libraries in chunks of their own, each file also compressed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const PDF_FOLDERS = ['standard_fonts', 'cmaps', 'wasm']

/** Fonts, character maps and decoders that the PDF viewer fetches by name when a document needs them. */
function pdfData(): Plugin {
  return {
    name: 'pdf-data',
    apply: 'build',
    generateBundle() {
      for (const folder of PDF_FOLDERS) {
        const from = join(import.meta.dirname, '..', 'node_modules', 'pdfjs-dist', folder)
        for (const name of readdirSync(from)) {
          this.emitFile({ type: 'asset', fileName: `assets/pdf/${folder}/${name}`, source: readFileSync(join(from, name)) })
        }
      }
    },
  }
}

const TEXT = /\.(js|mjs|css|svg)$/
const SMALLEST = 500

/** `x.br` and `x.gz` beside each text: made once here, so that no request waits for it. */
function compressed(): Plugin {
  const forms = [
    ['br', (text: Buffer) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } })],
    ['gz', (text: Buffer) => promisify(gzip)(text, { level: 9 })],
  ] as const
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => TEXT.test(name))
      await Promise.all(
        names.map(async (name) => {
          const text = readFileSync(join(dir, name))
          if (text.length < SMALLEST) return
          for (const [ending, compress] of forms) writeFileSync(join(dir, `${name}.${ending}`), await compress(text))
        }),
      )
    },
  }
}

/** Few files instead of a hundred small ones, each of which would be asked for, checked and linked by itself. */
const CHUNKS = [
  { name: 'base', tags: ['$initial' as const], priority: 4 },
  { name: 'frame', test: /web[\\/]kit[\\/]shell[\\/](side|top|bottom-bar|live)\.tsx?$/, priority: 3 },
  { name: 'list', test: /web[\\/]kit[\\/]list[\\/](list-page|columns)\.tsx$/, priority: 2 },
]

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [pdfData(), compressed()],
  build: {
    outDir: 'dist',
    // Which page needs which files: the test of sizes reads it.
    manifest: true,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    // Mantine marks its files for server components, which mean nothing in a browser.
    rolldownOptions: { checks: { moduleLevelDirective: false }, output: { codeSplitting: { groups: CHUNKS } } },
    assetsInlineLimit: 0,
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:3000', '/temporal': 'http://127.0.0.1:3000' } },
})
