/** The console's files from web/dist, with its index for every page address. */
import fs from 'node:fs'
import path from 'node:path'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'

const DIST = path.join(__dirname, '../../web/dist')
/** How the build leaves its texts beside the originals, best first. */
const FORMS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const FOREVER = 'public, max-age=31536000, immutable'

/** Hands out the compressed form of a hashed file where the browser takes one; all else is the static handler's. */
function compressedAssets(req: Request, res: Response, next: NextFunction): void {
  const name = /^\/assets\/([\w.-]+)$/.exec(req.path)?.[1]
  const type = name && TYPES[path.extname(name)]
  if (!type) return next()
  res.vary('Accept-Encoding')
  const form = FORMS.find(
    ({ encoding, ending }) => req.acceptsEncodings(encoding) && fs.existsSync(path.join(DIST, 'assets', name + ending)),
  )
  if (!form) return next()
  res.set({ 'Content-Encoding': form.encoding, 'Content-Type': type, 'Cache-Control': FOREVER })
  res.sendFile(name + form.ending, { root: path.join(DIST, 'assets'), cacheControl: false })
}

/** Serves the console: hashed files for a year, the index never from a cache. */
export function serveConsole(app: Express): void {
  app.get(/^\/assets\//, compressedAssets)
  app.use(
    express.static(DIST, {
      index: false,
      setHeaders: (res, file) => res.setHeader('Cache-Control', file.includes(`${path.sep}assets${path.sep}`) ? FOREVER : 'no-cache'),
    }),
  )
  app.get(/^\/(?!api\/|temporal|metrics).*/, (_req, res, next) => {
    const index = path.join(DIST, 'index.html')
    res.setHeader('Cache-Control', 'no-cache')
    if (fs.existsSync(index)) res.sendFile(index)
    else next()
  })
}
