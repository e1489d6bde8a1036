/** Documents: their statuses, and what the API calls the state of their approval. */

export const DOCUMENT_STATUSES = ['draft', 'in_verification', 'in_approval', 'archived', 'rejected'] as const
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number]

/** What the API calls the state of an approval (api.md §4). */
export const approvalStatusOf = (status: DocumentStatus): 'pending' | 'approved' | 'rejected' | null =>
  status === 'archived' ? 'approved' : status === 'rejected' ? 'rejected' : status === 'draft' ? null : 'pending'
