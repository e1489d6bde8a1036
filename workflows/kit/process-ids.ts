/** Workflow ids: `<tenant>/<process>/<record>`, so that whoever sees one knows whose it is. */

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const PREFIX = new RegExp(`^(${UUID})/.`)

/** The tenant a workflow id belongs to; undefined when it has none. */
export const tenantOfProcess = (workflow_id: string): string | undefined => PREFIX.exec(workflow_id)?.[1]
