/** Named points between two effects, where a fault test may stop a process; outside of such a test they do nothing. */

/**
 * K1 validated, K2 key claimed, K3 done but not answered (API); K4 before BEGIN, K5 before COMMIT, K6 after COMMIT (steps);
 * K7 sent to a provider, K8 its answer stored (outside calls); K12 bytes stored, no row of them yet (uploads);
 * K13 nothing found of an earlier try of the request, what was sent not yet checked;
 * K14 a session rotated, its new tokens not issued; K16 a month is closed or opened, its step not yet committed.
 */
export type Point = 'K1' | 'K2' | 'K3' | 'K4' | 'K5' | 'K6' | 'K7' | 'K8' | 'K12' | 'K13' | 'K14' | 'K16'

/** What happens at a point: nothing (undefined), or something to wait for. */
export type Fault = (point: Point) => Promise<void> | undefined

let fault: Fault | undefined

/** Passes a named point. */
export const reach = (point: Point): Promise<void> | undefined => fault?.(point)

/** Sets what happens at the points, undefined for nothing; throws in production, where no fault is ever injected. */
export function injectFault(what: Fault | undefined): void {
  if (process.env.NODE_ENV === 'production') throw new Error('Faults cannot be injected in production')
  fault = what
}
