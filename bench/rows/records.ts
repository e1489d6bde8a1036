/** Reading and writing plain records against the limit of the machine and against PostGraphile, on a million rows of 100 tenants. */
import { expect } from '../kit/approvals'
import { DOCUMENT_STATUSES, ORDER_STATUSES, TENANTS } from '../kit/bulk'
import { type Business, signIn } from '../kit/company'
import type { Figure } from '../kit/figures'
import { during, repeat } from '../kit/load'
import type { Machine, Say } from '../kit/machine'
import { startLimit, startPostgraphile } from '../kit/peers'
import type { Ask } from '../kit/wire'

type Operation = 'list' | 'read' | 'insert'

interface Caller {
  port: number
  asks: Record<Operation, () => Ask>
  created: number
}

const CALLERS = 16
const TARGETS: Record<Operation, number> = { list: 0.45, read: 0.33, insert: 0.29 }

const any = (below: number): number => Math.floor(Math.random() * below)
const one = <T>(list: readonly T[]): T => {
  const found = list[any(list.length)]
  if (found === undefined) throw new Error('nothing to choose from')
  return found
}

const newOrder = () => ({ status: one(ORDER_STATUSES), customer: `Customer ${any(5000)}`, total_cents: any(1_000_000) })

function limitCaller(port: number, rows: number): Caller {
  const headers = (tenant: number) => ({ 'x-tenant': String(tenant) })
  return {
    port,
    created: 201,
    asks: {
      list: () => ({ path: `/orders?status=${one(ORDER_STATUSES)}`, headers: headers(1 + any(TENANTS)) }),
      read: () => {
        const tenant = 1 + any(TENANTS)
        return { path: `/orders/${tenant + TENANTS * any(rows / TENANTS)}`, headers: headers(tenant) }
      },
      insert: () => ({ method: 'POST', path: '/orders', headers: headers(1 + any(TENANTS)), body: newOrder() }),
    },
  }
}

const FIELDS = 'rowId tenantId status customer totalCents createdAt'
const LIST = `query($s:String!){allOrders(condition:{status:$s},orderBy:CREATED_AT_DESC,first:25){nodes{${FIELDS}}}}`
const READ = `query($i:Int!){orderByRowId(rowId:$i){${FIELDS}}}`
const INSERT = `mutation($o:OrderInput!){createOrder(input:{order:$o}){order{${FIELDS}}}}`

function graphileCaller(port: number, rows: number): Caller {
  const graphql = (tenant: number, query: string, variables: unknown): Ask => ({
    method: 'POST',
    path: '/graphql',
    headers: { 'x-tenant': String(tenant), accept: 'application/json' },
    body: { query, variables },
  })
  return {
    port,
    created: 200,
    asks: {
      list: () => graphql(1 + any(TENANTS), LIST, { s: one(ORDER_STATUSES) }),
      read: () => {
        const tenant = 1 + any(TENANTS)
        return graphql(tenant, READ, { i: tenant + TENANTS * any(rows / TENANTS) })
      },
      insert: () => {
        const tenantId = 1 + any(TENANTS)
        const { status, customer, total_cents } = newOrder()
        return graphql(tenantId, INSERT, { o: { tenantId, status, customer, totalCents: total_cents } })
      },
    },
  }
}

interface Reader {
  headers: Record<string, string>
  location: string
}

/** Somebody of each business, signed in, with one plain record to read. */
async function readers(machine: Machine, businesses: readonly Business[]): Promise<Reader[]> {
  const people = businesses.flatMap((business) => business.people.slice(0, 1))
  const headers = await signIn(machine.port, people)
  await machine.sql.query(
    `insert into locations (tenant_id, id, name, address, city, country) select t::uuid, t::uuid, 'Main office', 'High Street 1', 'Springfield', 'US' from unnest($1::text[]) t`,
    [people.map((person) => person.tenant_id)],
  )
  return people.map((person) => ({ headers: headers.get(person.id) ?? {}, location: person.tenant_id }))
}

function cienCaller(port: number, people: readonly Reader[]): Caller {
  const body = () => ({ name: `Office ${any(1_000_000)}`, city: 'Springfield', country: 'US', status: 'active' })
  return {
    port,
    created: 201,
    asks: {
      list: () => ({ path: `/api/admin/documents?filter[status]=${one(DOCUMENT_STATUSES)}`, headers: one(people).headers }),
      read: () => {
        const { headers, location } = one(people)
        return { path: `/api/admin/locations/${location}`, headers }
      },
      insert: () => ({ method: 'POST', path: '/api/admin/locations', headers: one(people).headers, body: body() }),
    },
  }
}

async function rate({ port, asks, created }: Caller, operation: Operation, seconds: number): Promise<number> {
  return during(port, { c: CALLERS, seconds }, async (wire) => {
    const { body } = await expect(wire, asks[operation](), operation === 'insert' ? created : 200)
    if (body.includes('"errors"')) throw new Error(body.slice(0, 300))
  })
}

/** Requests after which neither system gets faster any more. */
const WARM = 3000

async function warm({ port, asks, created }: Caller, operation: Operation): Promise<void> {
  await repeat(
    port,
    { c: CALLERS, count: WARM },
    async (wire) => void (await expect(wire, asks[operation](), operation === 'insert' ? created : 200)),
  )
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length

function figuresOf(operation: Operation, taken: Record<string, number[]>): Figure[] {
  const [cien, limit] = [mean(taken.cien ?? []), mean(taken.limit ?? [])]
  const what = { list: 'list 25 newest documents of a status', read: 'read one plain record', insert: 'insert with history and audit' }[
    operation
  ]
  const told = (rate: number, name: string): string => `${cien.toFixed(0)}/s against ${rate.toFixed(0)}/s ${name}`
  const figures: Figure[] = [
    {
      row: 'records',
      name: `${what}, of the limit`,
      value: cien / limit,
      unit: 'x',
      target: TARGETS[operation],
      better: 'higher',
      detail: told(limit, 'limit'),
    },
  ]
  if (taken.graphile?.length) {
    const graphile = mean(taken.graphile)
    figures.push({
      row: 'records',
      name: `${what}, of PostGraphile`,
      value: cien / graphile,
      unit: 'x',
      target: 1,
      better: 'higher',
      detail: told(graphile, 'PostGraphile'),
    })
  }
  return figures
}

/** All systems take turns at each operation, 16 callers; each is warmed up before. */
export async function recordRow(
  machine: Machine,
  at: { businesses: readonly Business[]; orders: number; quick: boolean },
  say: Say,
): Promise<Figure[]> {
  const graphile = await startPostgraphile(machine, say)
  const callers: Record<string, Caller> = {
    limit: limitCaller(await startLimit(machine), at.orders),
    cien: cienCaller(machine.port, await readers(machine, at.businesses)),
    ...(graphile === undefined ? {} : { graphile: graphileCaller(graphile, at.orders) }),
  }
  const figures: Figure[] = []
  for (const operation of ['list', 'read', 'insert'] as const) {
    const taken: Record<string, number[]> = {}
    for (const caller of Object.values(callers)) await warm(caller, operation)
    for (let round = 0; round < (at.quick ? 1 : 3); round += 1) {
      for (const [name, caller] of Object.entries(callers)) (taken[name] ??= []).push(await rate(caller, operation, at.quick ? 3 : 5))
    }
    figures.push(...figuresOf(operation, taken))
    say(`records, ${operation}: done`)
  }
  return figures
}
