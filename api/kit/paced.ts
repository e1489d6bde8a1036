/** Long work in the request's thread in short turns: others are served between two of them. */
import { setImmediate as turn } from 'node:timers/promises'

/** How long rows are worked on before others have their turn. */
const TURN_MS = 15

export type Rows<Row> = AsyncIterable<Row> | Iterable<Row>

/** The same rows, however many come at once; whoever works on each gives way to others in time. */
export async function* paced<Row>(rows: Rows<Row>): AsyncGenerator<Row> {
  let since = performance.now()
  for await (const row of rows) {
    yield row
    if (performance.now() - since < TURN_MS) continue
    await turn()
    since = performance.now()
  }
}
