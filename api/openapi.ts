/** The description of the API, made from the list of routes itself, and a page to read and try it. */
import fs from 'node:fs'
import path from 'node:path'
import { generateHTML, serveFiles } from 'swagger-ui-express'
import { z } from 'zod'
import { describeApi } from './kit/describe'
import { action, HANDLED, PUBLIC, type Route } from './kit/route'

const shared = { permission: PUBLIC, tag: 'operations', audit: { none: 'the description of the API, the same for everybody' } } as const

const UI = path.dirname(require.resolve('swagger-ui-dist/package.json'))
const FILES = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
] as const
const INIT = 'swagger-ui-init.js'
const TYPES: Record<string, string> = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.png': 'image/png' }

const options = {
  swaggerOptions: { url: '/api/openapi.json', validatorUrl: null, persistAuthorization: false, docExpansion: 'none', filter: true },
  customSiteTitle: 'Cien API',
}

/** The page, with addresses that work without a slash at its end. */
const page = (): string => generateHTML(undefined, options).replaceAll('"./', '"/api/docs/')

const docs = action({
  ...shared,
  method: 'get',
  path: '/api/docs',
  summary: 'This description as a page',
  answer: { media: 'text/html' },
  async handle({ res }) {
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.end(page())
    return HANDLED
  },
})

const [init] = serveFiles(undefined, options)

const files = action({
  ...shared,
  method: 'get',
  path: '/api/docs/:file',
  summary: 'Parts of the page',
  params: z.object({ file: z.enum([...FILES, INIT]) }),
  answer: { media: 'application/octet-stream' },
  async handle({ params, req, res }) {
    if (params.file === INIT) init?.(req, res, () => undefined)
    else {
      res.setHeader('Content-Type', TYPES[path.extname(params.file)] ?? 'application/octet-stream')
      res.end(await fs.promises.readFile(path.join(UI, params.file)))
    }
    return HANDLED
  },
})

/** The routes that describe `routes`, themselves included. */
export function openApiRoutes(routes: readonly Route[]): Route[] {
  let text: string | undefined
  const json = action({
    ...shared,
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This description as OpenAPI 3.1',
    answer: { media: 'application/json' },
    async handle({ res }) {
      text ??= JSON.stringify(describeApi([...routes, ...all]))
      res.setHeader('Content-Type', 'application/json; charset=utf-8')
      res.end(text)
      return HANDLED
    },
  })
  const all = [json, docs, files]
  return all
}
