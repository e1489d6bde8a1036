/** The gate's own pages, and the content security policy of Temporal UI's. */
import { createHash } from 'node:crypto'

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** A page with one sentence and the way back. */
export const sentencePage = (title: string, sentence: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)} · Cien</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem;color:#1a1a1a;background:#fff}a{color:#1d4ed8}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#93b4ff}}</style></head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(sentence)}</p><p><a href="/">Back to Cien</a></p></main></body>
</html>
`

const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((found) => found[1] ?? '')

/** The policy of the UI's page: its own files and exactly the inline scripts its server wrote into it, by their hashes. */
export function uiPolicy(html: string): string {
  const hashes = inlineScripts(html).map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  return [
    "default-src 'self'",
    "base-uri 'self'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ') // prettier-ignore
}
