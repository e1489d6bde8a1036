/** The console's files from web/dist, with its index for every page address. */
import fs from 'node:fs'
import path from 'node:path'
import express, { type Express } from 'express'

const DIST = path.join(__dirname, '../../web/dist')

/** Serves the console: hashed files for a year, the index never from a cache. */
export function serveConsole(app: Express): void {
  app.use(
    express.static(DIST, {
      index: false,
      setHeaders: (res, file) =>
        res.setHeader('Cache-Control', file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  )
  app.get(/^\/(?!api\/|temporal|metrics).*/, (_req, res, next) => {
    const index = path.join(DIST, 'index.html')
    res.setHeader('Cache-Control', 'no-cache')
    if (fs.existsSync(index)) res.sendFile(index)
    else next()
  })
}
