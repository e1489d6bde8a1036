/** The API's own description, as it is served (api.md §1). */
import { startApp, type TestApp } from '../support/app'
import { stranger } from '../support/tenant'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

test('openapi.json is OpenAPI 3.1, raw, complete in its references, and for everybody', async () => {
  const { status, body, headers } = await stranger(app).get('/api/openapi.json')
  expect([status, headers.get('content-type'), body.openapi]).toEqual([200, 'application/json; charset=utf-8', '3.1.0'])
  const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  const dangling = references.filter(
    (path) =>
      path.split('/').reduce((at: Record<string, unknown> | undefined, key) => at?.[key] as Record<string, unknown> | undefined, body) ===
      undefined,
  )
  expect(references.length).toBeGreaterThan(100)
  expect(dangling).toEqual([])
})

test('the page and each of its parts are served by us, with nothing inline that our policy forbids', async () => {
  const page = await stranger(app).get('/api/docs')
  expect(page.status).toBe(200)
  expect(page.body).not.toMatch(/<script>|<script [^>]*>[^<\s]/)
  const parts = [...String(page.body).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path)
  expect(parts.length).toBeGreaterThan(4)
  for (const path of parts) {
    const part = await stranger(app).get(path)
    expect([path, part.status]).toEqual([path, 200])
    expect(part.headers.get('content-type')).toMatch(/^(text\/(css|javascript); charset=utf-8|application\/javascript|image\/png)/)
  }
  expect((await stranger(app).get('/api/docs/swagger-ui-init.js')).body).toContain('/api/openapi.json')
})

test('no other file of the page is served', async () => {
  for (const path of ['package.json', 'index.html', '..%2Fpackage.json', 'swagger-ui.css.map']) {
    expect((await stranger(app).get(`/api/docs/${path}`)).status).toBe(404)
  }
})
