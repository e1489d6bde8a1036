/** The account that Postgres runs as: ourselves, or, when we are root (which Postgres refuses), an ordinary one. */
import { execFileSync, spawnSync } from 'node:child_process'

export interface Account {
  uid: number
  gid: number
}

function lookUp(name: string): Account | undefined {
  const ask = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
  const uid = ask('-u')
  const gid = ask('-g')
  if (uid.status !== 0 || gid.status !== 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** Undefined unless we are root; then the account `postgres`, made when it is missing, or `nobody` where none can be made. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const found = lookUp('postgres')
  if (found !== undefined) return found
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  const account = lookUp('postgres') ?? lookUp('nobody')
  if (account === undefined)
    throw new Error('Postgres refuses to run as root and this system has no other account: add a user named postgres')
  return account
}

/** The words to put before a command so that the account reaches files below folders closed to it (a clone in /root). */
export function reachPrefix(account: Account | undefined, files: string[]): string[] {
  if (account === undefined) return []
  const readable = files.every((file) => spawnSync('test', ['-r', file], account).status === 0)
  if (readable) return []
  const ids = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
  // Without the last one access(2), which Postgres asks about its own programs, forgets the right to pass.
  const right = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup']
  const prefix = ['setpriv', ...ids, ...right]
  execFileSync('setpriv', [...prefix.slice(1), 'true'], { stdio: 'ignore' })
  return prefix
}
