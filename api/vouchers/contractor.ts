/** The contractor portal's money, read only: vouchers and ledger of the subcontractor one is linked to. */
import { z } from 'zod'
import { ledgers, vouchers } from '../../domain/records/vouchers'
import { PAYMENT_STATUSES, VOUCHER_STATUSES } from '../../domain/rules/vouchers'
import { ENTRY_TYPES } from '../../domain/rules/vouchers/posting'
import { listEntries, ofContractor } from '../../db/vouchers/entries'
import { balanceOfContractor } from '../../db/vouchers/party-ledger'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, Reply, type Route, SIGNED_IN } from '../kit/route'
import { portalDoor, readRoutes } from '../projects/door'
import { balanceView, entryView, presentBalance, presentEntries } from './present'
import { showerOf, viewOf } from './process'

const own = portalDoor(
  '/api/contractor/vouchers',
  (user_id) => (where) => where.add(ofContractor('vouchers', 'subcontractor_id', where.value(user_id))),
)

const shared = { permission: SIGNED_IN, tag: 'contractor portal' } as const

export const contractorRoutes: Route[] = [
  ...readRoutes(own, vouchers, {
    answer: viewOf(vouchers),
    show: showerOf(vouchers),
    values: { status: VOUCHER_STATUSES, payment_status: PAYMENT_STATUSES },
  }),
  action({
    ...shared,
    method: 'get',
    path: '/api/contractor/ledger',
    heavy: true,
    summary: 'What was claimed and paid',
    query: listQuery({ ...ledgers.list, values: { entry_type: ENTRY_TYPES } }),
    answer: z.array(entryView),
    meta: listMeta,
    async handle({ db, query, actor }) {
      const { rows, total } = await listEntries(db, query, { contractor_id: actor.id })
      return new Reply(await presentEntries(db, rows), { meta: metaOfPage(query, total) })
    },
  }),
  action({
    ...shared,
    method: 'get',
    path: '/api/contractor/ledger/balance',
    summary: 'What is owed to me',
    answer: balanceView,
    handle: async ({ db, actor }) => presentBalance(await balanceOfContractor(db, actor.id), actor.business.base_currency),
  }),
]
