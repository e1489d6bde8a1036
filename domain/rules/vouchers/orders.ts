/** Variation orders (extra scope) and daywork orders (work on a day rate): their statuses (seed C, ADM-007). */

export const VARIATION_STATUSES = ['pending', 'approved', 'rejected'] as const
export type VariationStatus = (typeof VARIATION_STATUSES)[number]

export const DAYWORK_STATUSES = ['draft', 'submitted', 'approved', 'rejected'] as const
export type DayworkStatus = (typeof DAYWORK_STATUSES)[number]
