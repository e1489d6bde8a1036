/** What Temporal UI may ask through the gate: a closed list; each request is taken apart and written anew. */
import { filesQueue } from '../../workflows/kit/queues'

/** How the answer of a call is treated before the viewer sees it. */
export type Treatment = 'settings' | 'namespaces' | 'plain' | 'list' | 'count' | 'process'

export interface ApiCall {
  treatment: Treatment
  method: 'GET' | 'POST'
  /** Below /api/v1/, decoded. */
  segments: readonly string[]
  /** The process the call is about. */
  workflow_id?: string
  /** Query parameters by name; only those of the list. */
  query: ReadonlyMap<string, string>
}

interface Shape {
  method: 'GET' | 'POST'
  path: string
  treatment: Treatment
  /** Names of query parameters that are passed on. */
  query?: readonly string[]
}

const PAGE_TOKENS = ['nextPageToken', 'next_page_token'] as const
const HISTORY = ['execution.runId', 'waitNewEvent', 'maximumPageSize', ...PAGE_TOKENS]
const WORKFLOW = 'namespaces/:namespace/workflows/:workflow_id'

const SHAPES: readonly Shape[] = [
  { method: 'GET', path: 'settings', treatment: 'settings' },
  { method: 'GET', path: 'cluster-info', treatment: 'plain' },
  { method: 'GET', path: 'system-info', treatment: 'plain' },
  { method: 'GET', path: 'namespaces', treatment: 'namespaces' },
  { method: 'GET', path: 'namespaces/:namespace', treatment: 'plain' },
  { method: 'GET', path: 'namespaces/:namespace/search-attributes', treatment: 'plain' },
  { method: 'GET', path: 'namespaces/:namespace/workflows', treatment: 'list', query: ['query', 'pageSize', ...PAGE_TOKENS] },
  { method: 'GET', path: 'namespaces/:namespace/workflow-count', treatment: 'count', query: ['query'] },
  { method: 'GET', path: WORKFLOW, treatment: 'process', query: ['execution.runId'] },
  { method: 'GET', path: `${WORKFLOW}/history`, treatment: 'process', query: HISTORY },
  { method: 'GET', path: `${WORKFLOW}/history-reverse`, treatment: 'process', query: HISTORY },
  { method: 'POST', path: `${WORKFLOW}/query/__temporal_workflow_metadata`, treatment: 'process' },
  { method: 'GET', path: 'namespaces/:namespace/task-queues/:task_queue', treatment: 'plain', query: ['taskQueueType'] },
  { method: 'GET', path: 'namespaces/:namespace/worker-count', treatment: 'plain', query: ['query'] },
]

/** Names of ours that a path must hold. */
export interface OurNames {
  namespace: string
  task_queue: string
}

/** The decoded segments of a path; undefined when one is no plain name. */
function segmentsOf(path: string): string[] | undefined {
  try {
    const segments = path.split('/').map(decodeURIComponent)
    return segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') ? segments : undefined
  } catch {
    // Malformed escapes name nothing.
    return undefined
  }
}

function fits(shape: Shape, segments: readonly string[], names: OurNames): boolean {
  const parts = shape.path.split('/')
  return (
    parts.length === segments.length &&
    parts.every((part, index) => {
      const segment = segments[index]
      if (part === ':namespace') return segment === names.namespace
      if (part === ':task_queue') return segment === names.task_queue || segment === filesQueue(names.task_queue)
      return part === ':workflow_id' || part === segment
    })
  )
}

const queryOf = (search: URLSearchParams, allowed: readonly string[]): Map<string, string> =>
  new Map(
    allowed.flatMap((name) => {
      const value = search.get(name)
      return value === null ? [] : [[name, value] as const]
    }),
  ) // prettier-ignore

/** The call behind a path below /api/v1/, or undefined: then it answers like any missing thing. */
export function callOf(method: string, { path, search }: { path: string; search: URLSearchParams }, names: OurNames): ApiCall | undefined {
  const segments = segmentsOf(path)
  const shape = segments && SHAPES.find((each) => each.method === method && fits(each, segments, names))
  if (!segments || !shape) return undefined
  const workflow_id = shape.path.startsWith(WORKFLOW) ? segments[3] : undefined
  return { treatment: shape.treatment, method: shape.method, segments, workflow_id, query: queryOf(search, shape.query ?? []) }
}

/** The address of a call at Temporal UI's own server, escaped anew. */
export function addressOf(call: Pick<ApiCall, 'segments'>, query: ReadonlyMap<string, string>): string {
  const path = call.segments.map(encodeURIComponent).join('/')
  const search = new URLSearchParams([...query]).toString()
  return `/api/v1/${path}${search === '' ? '' : `?${search}`}`
}
