/** Days for tests that cannot be fixed: today is safe to speak of only where it does not end during the test. */
import { DateTime } from 'luxon'

/** Hours of the tests' zone around midnight, in which a day may end while a test runs. */
const LATE = 22
const EARLY = 1

/** A zone without summer time in which it is by day now, and stays so: UTC, but for the hours around its midnight. */
export function zoneByDay(now = DateTime.utc()): string {
  if (now.hour >= LATE) return 'Pacific/Honolulu'
  return now.hour < EARLY ? 'Asia/Tokyo' : 'UTC'
}

/** An hour of a day in a zone. */
export const hourOf = (day: string, hour: number, zone: string): Date =>
  DateTime.fromISO(day, { zone })
    .startOf('day')
    .set({ hour: Math.floor(hour), minute: Math.round((hour % 1) * 60) })
    .toJSDate()

/** Today in a zone. */
export const todayIn = (zone: string): string => DateTime.utc().setZone(zone).toFormat('yyyy-MM-dd')

/** From yesterday to tomorrow, so that now is within it wherever the day is counted. */
export function aroundNow(): { from: string; to: string } {
  const now = DateTime.utc()
  return { from: now.minus({ days: 1 }).toFormat('yyyy-MM-dd'), to: now.plus({ days: 1 }).toFormat('yyyy-MM-dd') }
}
