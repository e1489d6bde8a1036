/** Variation and daywork orders in the database. */

/** An order's row as its steps need it. */
export interface OrderRow {
  id: string
  vo_number?: string
  dwo_number?: string
  title?: string
  project_id: string
  amount: bigint
  currency: string
  status: string
  created_by_id: string
}
