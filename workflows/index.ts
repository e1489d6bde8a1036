/** Every process of Cien, by the name it is started with. */
export { document } from './documents'
export { proposal } from './proposals'
export { housekeepingRound, sealingRound } from './housekeeping'
export { registration } from './platform'
