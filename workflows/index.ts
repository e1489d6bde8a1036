/** Every process of Cien, by the name it is started with. */
export { document } from './documents'
export { housekeepingRound, sealingRound } from './housekeeping'
