/** The four search attributes every process carries, so that its history can be found by tenant, kind, record and stage. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'

/** Id of the tenant who owns the process; every list a tenant may see is filtered by it. */
export const TenantId = defineSearchAttributeKey('TenantId', SearchAttributeType.KEYWORD)

/** Kind of process, the second part of the workflow id: `document`, `proposal`, … */
export const Process = defineSearchAttributeKey('Process', SearchAttributeType.KEYWORD)

/** Id of the record the process owns, the third part of the workflow id. */
export const RecordId = defineSearchAttributeKey('RecordId', SearchAttributeType.KEYWORD)

/** Where the process stands; set at start and again only when it begins to wait for someone else. */
export const Stage = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD)
