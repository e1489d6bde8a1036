/** Every process of Cien, by the name it is started with. */
export { document } from './documents'
export { expense } from './projects'
export { proposal } from './proposals'
export { housekeepingRound, sealingRound } from './housekeeping'
export { registration } from './platform'
