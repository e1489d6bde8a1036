/** Every process of Cien, by the name it is started with. */
export { auditRound } from './auditor'
export { document } from './documents'
export { expense } from './projects'
export { proposal } from './proposals'
export { housekeepingRound, sealingRound } from './housekeeping'
export { letter } from './kit/letters'
export { registration } from './platform'
export { dayworkOrder, variationOrder, voucher } from './vouchers'
