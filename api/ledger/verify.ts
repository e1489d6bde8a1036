/** The ledger proved on demand: balances, sums, chain, process links (FIN-8). */
import { z } from 'zod'
import { verifyLedger } from '../../db/ledger/verify'
import { action, type Route } from '../kit/route'

const problem = z.object({
  kind: z.enum(['unbalanced', 'edited', 'gap', 'chain', 'truncated', 'sums', 'reversal', 'process', 'source', 'audit']),
  journal_id: z.uuid().nullable(),
  journal_no: z.string().nullable(),
  detail: z.string(),
})

export const verifyRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/ledgers/verify',
    heavy: true,
    permission: 'ledgers.view',
    tag: 'journals',
    summary: 'Recompute balances, sums, chain and process links of the whole ledger',
    answer: z.object({
      ok: z.boolean(),
      entries: z.int().meta({ description: 'Journals looked at' }),
      lines: z.int(),
      head: z.object({ journal_no: z.string(), hash: z.string() }).nullable(),
      problems: z.array(problem),
    }),
    handle: (call) => verifyLedger(call.db),
  }),
]
