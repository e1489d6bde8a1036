/** Where the names behind ids stand. */

/** Table and naming column by resource name, where they are not the resource's own name and `name`. */
const LABELS: Record<string, { table: string; label: string }> = {
  users: { table: 'users', label: 'name' },
  staff: { table: 'staff', label: 'job_title' },
  subcontractors: { table: 'subcontractors', label: 'company_name' },
  journals: { table: 'journals', label: 'journal_no' },
  vouchers: { table: 'vouchers', label: 'voucher_no' },
}

/** The table and naming column behind a resource name. */
export const labelOf = (name: string): { table: string; label: string } => LABELS[name] ?? { table: name.replace(/-/g, '_'), label: 'name' }
