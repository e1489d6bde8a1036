/** Answers of Temporal as their viewer may see them: own processes only, own payloads readable, page tokens sealed. */
import type { Settings } from '../../domain/settings'
import type { Ring } from '../../db/kit/keyring'
import { decodeJson, openFor } from '../../workflows/client/decode-json'
import { tenantOfProcess } from '../../workflows/kit/process-ids'
import type { ApiCall } from './calls'
import { sealToken } from './pass'

/** Who looks: one tenant's manager, or an operator who sees all. */
export interface Viewer {
  tenant_id: string
  operator: boolean
}

/** True when the viewer may see this process at all. */
export const maySee = ({ tenant_id, operator }: Viewer, workflow_id: string): boolean =>
  operator || tenantOfProcess(workflow_id) === tenant_id

/** What page tokens of this call are sealed for. */
export const tokenAbout = (viewer: Viewer, call: ApiCall): string =>
  [viewer.operator ? 'all' : viewer.tenant_id, call.segments.slice(2).join('/')].join(' ')

type Json = Record<string, unknown>

const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

/** The UI under the gate changes nothing, and gets payloads decoded, so it needs no codec of its own. */
function settingsShown(answer: Json): Json {
  return { ...answer, Codec: { Endpoint: '', PassAccessToken: false, IncludeCredentials: false }, DisableWriteActions: true }
}

function namespacesShown(answer: Json, namespace: string): Json {
  const own = objectsIn(answer.namespaces).filter((each) => (each.namespaceInfo as Json | undefined)?.name === namespace)
  return { namespaces: own }
}

/** Only own processes, whatever the query let through. */
function listShown(answer: Json, viewer: Viewer): Json {
  const own = objectsIn(answer.executions).filter((each) => maySee(viewer, String((each.execution as Json | undefined)?.workflowId)))
  return { ...answer, executions: own }
}

const sealed = (answer: Json, secret: string, about: string): Json =>
  typeof answer.nextPageToken === 'string' && answer.nextPageToken !== ''
    ? { ...answer, nextPageToken: sealToken(secret, about, answer.nextPageToken) }
    : answer

export interface Treating {
  settings: Settings
  ring: Ring
  viewer: Viewer
}

/** The answer of a call as its viewer gets it. */
export async function treat(call: ApiCall, answer: Json, { settings, ring, viewer }: Treating): Promise<unknown> {
  const open = openFor(ring, (tenant_id) => viewer.operator || tenant_id === viewer.tenant_id)
  switch (call.treatment) {
    case 'settings':
      return settingsShown(answer)
    case 'namespaces':
      return namespacesShown(answer, settings.TEMPORAL_NAMESPACE)
    case 'list':
      return decodeJson(sealed(listShown(answer, viewer), settings.CIEN_SECRET, tokenAbout(viewer, call)), open)
    case 'process':
      return decodeJson(sealed(answer, settings.CIEN_SECRET, tokenAbout(viewer, call)), open)
    default:
      return answer
  }
}
