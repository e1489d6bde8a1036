/** The first start of an empty database: the account of the platform, and two demo businesses with work on their desks. */
import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { type Database, inTenant, openDatabase, PLATFORM, tenantDb } from '../db/kit/client'
import { openPasswords } from '../db/kit/passwords'
import { insertLogin } from '../db/platform'
import { DEMO_PASSWORD, signIn } from './demo/client'
import { aurora } from './demo/aurora'
import { boreal } from './demo/boreal'
import { loadCompany } from './demo/load'

const companies = [aurora, boreal]

export interface Demo {
  /** The running API. */
  console_url: string
  /** As the application's role. */
  database_url: string
  /** False: only the account `platform`, with a random password. */
  demo: boolean
  say: (line: string) => void
}

/** What the platform's own row says of the demo: `loading` until all of it is there. */
type State = 'loading' | 'loaded' | 'none'

async function stateOf(db: Database): Promise<State | undefined> {
  const platform = tenantDb(db, PLATFORM)
  const row = await platform('businesses').where({ tenant_id: PLATFORM, id: PLATFORM }).first('settings')
  const state: State | undefined = row?.settings?.demo
  if (state !== undefined) return state
  const people = await platform('users').where({ tenant_id: PLATFORM }).first('id')
  const others = await platform('businesses').whereNot({ id: PLATFORM }).first('id')
  return people || others ? 'none' : undefined
}

const setState = async (db: Database, state: State): Promise<void> => {
  const platform = tenantDb(db, PLATFORM)
  const settings = platform.raw('settings || ?::jsonb', [JSON.stringify({ demo: state })])
  await platform('businesses').where({ tenant_id: PLATFORM, id: PLATFORM }).update({ settings })
}

/** The super admin, without whom nobody could make a business. */
async function makePlatform(db: Database, password: string, state: State): Promise<void> {
  const password_hash = await openPasswords().hash(password)
  const user = { id: uuidv7(), username: 'platform', email: 'platform@cien.example' }
  await inTenant(db, PLATFORM, async (trx) => {
    const passed = trx.fn.now()
    await trx('users').insert({
      tenant_id: PLATFORM,
      ...user,
      name: 'Platform',
      user_type: 'super_admin',
      email_verified_at: passed,
      approved_at: passed,
    })
    await insertLogin(trx, { user_id: user.id, user_tenant_id: PLATFORM, username: user.username, email: user.email, password_hash })
    const settings = trx.raw('settings || ?::jsonb', [JSON.stringify({ demo: state })])
    await trx('businesses').where({ tenant_id: PLATFORM, id: PLATFORM }).update({ settings })
  })
}

async function loadCompanies({ console_url, say }: Demo): Promise<void> {
  const started = Date.now()
  const platform = await signIn(console_url, 'platform')
  await Promise.all(
    companies.map(async (company) => {
      const { key, name, time_zone, base_currency, locale } = company
      const admin = { name: company.admin, username: `${key}.admin`, email: `admin@${key}.example`, password: DEMO_PASSWORD }
      await platform.post('/api/platform/businesses', { name, time_zone, base_currency, locale, admin }, key)
      await loadCompany(console_url, company)
    }),
  )
  say(`demo companies ${companies.map(({ name }) => name).join(' and ')} loaded in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/**
 * Loads an empty database; one that is in use is left alone. A load that was broken off goes on where it stopped:
 * every deed has an Idempotency-Key of its own. Without the demo only `platform` is made; its password is said once.
 */
export async function loadDemo(demo: Demo): Promise<void> {
  const db = openDatabase(demo.database_url, 2)
  try {
    let state = await stateOf(db)
    if (state === undefined && !demo.demo) {
      const password = randomBytes(15).toString('base64url')
      await makePlatform(db, password, 'none')
      demo.say(`sign in as platform with the password ${password} (it is not shown again)`)
      return
    }
    if (state === undefined) {
      await makePlatform(db, DEMO_PASSWORD, 'loading')
      state = 'loading'
    }
    if (state !== 'loading') return
    await loadCompanies(demo)
    await setState(db, 'loaded')
  } finally {
    await db.close()
  }
}
