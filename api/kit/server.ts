/** The HTTP server of an Express application: requests are born with Express's prototypes, and may be answered before its stack. */
import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Express, Request, Response } from 'express'

/** Node's class with Express's prototype from the beginning: a prototype changed later makes every request and answer a slow object. */
function born<T>(base: unknown, prototype: object): T {
  function Made(this: object, ...given: unknown[]): void {
    Reflect.apply(base as (...given: unknown[]) => void, this, given)
  }
  Made.prototype = prototype
  return Made as unknown as T
}

/** A server of `app`; what `first` takes never passes through the application's stack. */
export function serverOf(app: Express, first: (req: Request, res: Response) => Promise<void> | undefined): Server {
  const classes = {
    IncomingMessage: born<typeof IncomingMessage>(IncomingMessage, app.request),
    ServerResponse: born<typeof ServerResponse>(ServerResponse, app.response),
  }
  return createServer(classes, (req, res) => {
    const [asked, answer] = [req as Request, res as Response]
    // As Express sets it.
    asked.res = answer
    answer.locals = {}
    if (!first(asked, answer)) app(asked, answer)
  })
}
