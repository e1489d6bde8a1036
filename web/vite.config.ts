/** How the console is built: into web/dist, without inline scripts, heavy libraries in chunks of their own. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [pdfData()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    // Mantine marks its files for server components, which mean nothing in a browser.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
    assetsInlineLimit: 0,
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:3000', '/temporal': 'http://127.0.0.1:3000' } },
})
