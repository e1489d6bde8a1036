/** `GET …/counts` of a resource with queues: how many of its records are in each status. */
import { z } from 'zod'
import type { Resource } from '../../domain/kit/resource'
import { countByStatus } from '../../db/kit/counts'
import { action, type Route } from './route'

/** The route of a resource's counts, behind its right to view. */
export const countsRoute = ({ name, slug, table }: Pick<Resource, 'name' | 'slug' | 'table'>, statuses: readonly string[]): Route =>
  action({
    method: 'get',
    path: `/api/admin/${name}/counts`,
    permission: `${slug}.view`,
    tag: name,
    summary: `How many of ${name} are in each status`,
    answer: z.object(Object.fromEntries(statuses.map((status) => [status, z.int()]))),
    handle: ({ db }) => countByStatus(db, table, statuses),
  })
