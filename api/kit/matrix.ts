/** Who may call what: the permission matrix, worked out from the list of routes alone (TEN-8). */
import { USER_TYPES, type UserType } from '../../domain/actor'
import { type Access, ADMIN_ONLY, portalOf, PUBLIC, type Route, SIGNED_IN } from './route'

/** `yes` and `no` without looking further; `slug` by the role's permissions; `policy` by the record and the policies. */
export type Right = 'yes' | 'no' | 'slug' | 'policy'

export interface MatrixRow {
  method: string
  path: string
  /** The slug, the policy's sentence, or `public`, `signed in`, `admin`. */
  needs: string
  rights: Record<UserType, Right>
}

const needsOf = (permission: Access): string => {
  if (permission === PUBLIC) return 'public'
  if (permission === SIGNED_IN) return 'signed in'
  if (permission === ADMIN_ONLY) return 'admin'
  return typeof permission === 'string' ? permission : (permission as { policy: string }).policy
}

function rightOf(route: Pick<Route, 'path' | 'permission'>, type: UserType): Right {
  const { permission, path } = route
  if (permission === PUBLIC) return 'yes'
  if (!(portalOf(path) ?? USER_TYPES).includes(type)) return 'no'
  if (permission === SIGNED_IN) return 'yes'
  if (permission === ADMIN_ONLY) return type === 'admin' || type === 'super_admin' ? 'yes' : 'no'
  if (typeof permission !== 'string') return 'policy'
  if (type === 'admin' || type === 'super_admin') return 'yes'
  return type === 'staff' ? 'slug' : 'no'
}

/** One row a route, by path and method; the routes' order does not matter. */
export function permissionMatrix(routes: readonly Pick<Route, 'method' | 'path' | 'permission'>[]): MatrixRow[] {
  const rows = routes.map(
    (route): MatrixRow => ({
      method: route.method.toUpperCase(),
      path: route.path,
      needs: needsOf(route.permission),
      rights: Object.fromEntries(USER_TYPES.map((type) => [type, rightOf(route, type)])) as Record<UserType, Right>,
    }),
  )
  return rows.sort((a, b) => (a.path === b.path ? a.method.localeCompare(b.method) : a.path < b.path ? -1 : 1))
}

/** The matrix as a Markdown table. */
export function matrixPage(routes: Parameters<typeof permissionMatrix>[0]): string {
  const head = `| call | needs | ${USER_TYPES.join(' | ')} |\n|---|---|${USER_TYPES.map(() => '---|').join('')}`
  const lines = permissionMatrix(routes).map(
    ({ method, path, needs, rights }) => `| \`${method} ${path}\` | ${needs} | ${USER_TYPES.map((type) => rights[type]).join(' | ')} |`,
  )
  return [head, ...lines].join('\n')
}
