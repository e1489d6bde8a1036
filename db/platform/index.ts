/** The platform module's reads and writes: people, sign-in, sessions, businesses, audit. */
export { findActor, findPrincipal, findStanding, PLATFORM_SLUGS, type Standing } from './people'
export {
  blockedFor,
  changeLogin,
  countFailure,
  findLogin,
  forgetAttempts,
  insertLogin,
  loginKey,
  passwordHashOf,
  requireFreeNames,
  takenNames,
  type AttemptKey,
  type Login,
  type Names,
} from './logins'
export { endSessions, liveSessions, openSession, rotateSession, type Rotation, type SessionDays, type SessionRow } from './sessions'
