/** The platform module's reads and writes: people, sign-in, sessions, businesses, audit. */
export { findActor, findPrincipal, findStanding, PLATFORM_SLUGS, type Standing } from './people'
export {
  blockedFor,
  changeLogin,
  countAttempt,
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
export {
  endAccess,
  endSessions,
  liveSessions,
  openSession,
  rotateSession,
  type Rotation,
  type SessionDays,
  type SessionRow,
} from './sessions'
export {
  changeStanding,
  findPeople,
  findUser,
  insertUser,
  listUsers,
  type StandingAction,
  updateProfile,
  updateUser,
  type UserChange,
} from './users'
export {
  type BusinessRow,
  createBusiness,
  findBusiness,
  insertBusiness,
  listBusinesses,
  moveBusiness,
  type NewBusiness,
  SYSTEM_ROLES,
  updateBusiness,
} from './businesses'
export { type AuditRow, exportAudit, listAudit } from './audit'
export { taskToExplain } from './why'
export {
  findRegistration,
  activateBusiness,
  insertRegistration,
  releaseNames,
  listRegistrations,
  markVerified,
  readRegistrationToken,
  type RegistrationRow,
  registrationToken,
} from './registrations'
