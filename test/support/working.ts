/** The app with its worker, for a whole file of tests. */
import { startApp, type TestApp } from './app'
import { startWorker, type TestWorker } from './worker'

/** Starts both before the first test and stops them after the last; `take` is given them once they run. */
export function working(take: (app: TestApp, worker: TestWorker) => void): void {
  let app: TestApp
  let worker: TestWorker
  beforeAll(async () => {
    app = await startApp()
    worker = await startWorker(app)
    take(app, worker)
  })
  afterAll(async () => {
    await worker.stop()
    await app.stop()
  })
}
