/** `npm run replay`: replays the stored histories on the workflows of this checkout; `-- --live` also what is open in the namespace of a running Cien. Before a deploy. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils'
import type { DataConverter } from '@temporalio/common'
import { Worker } from '@temporalio/worker'
import { bundlePath } from '../workers/kit/bundle'
import { dataConverterOf, plainDataConverter } from '../workflows/client/codec'
import { runTool, withRunning } from './stack/with-running'

const HISTORIES = join(__dirname, '..', 'test', 'histories')

interface History {
  workflowId: string
  history: unknown
}

function* stored(): Iterable<History> {
  for (const name of readdirSync(HISTORIES).filter((file) => file.endsWith('.json'))) {
    const { workflow_id, history } = JSON.parse(readFileSync(join(HISTORIES, name), 'utf8')) as { workflow_id: string; history: unknown }
    yield { workflowId: workflow_id, history: historyFromJSON(history) }
  }
}

async function* live(client: Client): AsyncIterable<History> {
  for await (const { workflowId, runId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    yield { workflowId, history: await client.workflow.getHandle(workflowId, runId).fetchHistory() }
  }
}

/** Replays histories one by one; how many there were and which do not fit. */
async function replay(
  histories: Iterable<History> | AsyncIterable<History>,
  dataConverter: DataConverter,
): Promise<{ done: number; broken: number }> {
  const count = { done: 0, broken: 0 }
  const options = { workflowBundle: { codePath: await bundlePath() }, dataConverter }
  for await (const { error, workflowId } of Worker.runReplayHistories(options, histories)) {
    count.done += 1
    if (!error) continue
    count.broken += 1
    process.stdout.write(`${workflowId}: ${error.message}\n`)
  }
  return count
}

async function main(): Promise<void> {
  const kept = await replay(stored(), plainDataConverter)
  process.stdout.write(`${kept.done} stored histories, ${kept.broken} do not replay\n`)
  process.exitCode = kept.broken === 0 ? 0 : 1
  if (!process.argv.includes('--live')) return
  await withRunning(2, async ({ ring, temporal }) => {
    const open = await replay(live(temporal.client), dataConverterOf(ring))
    process.stdout.write(`${open.done} open processes, ${open.broken} do not replay\n`)
    if (open.broken > 0) process.exitCode = 1
  })
}

runTool(main, 2)
