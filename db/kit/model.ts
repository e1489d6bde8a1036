/** The base of every model: it adds the tenant to each query and refuses to run without one. */
import { Model, type QueryBuilder, type QueryContext } from 'objection'

type Builder = QueryBuilder<Model, unknown>

function tenantOf(builder: Builder): string {
  const tenant: unknown = builder.knex().userParams?.tenant_id
  if (typeof tenant !== 'string') throw new Error('No tenant: run this query on a tenant handle')
  return tenant
}

/** A record of one tenant. Inserts take the tenant from the handle and ignore any given one. */
export class TenantModel extends Model {
  declare tenant_id: string
  declare id: string
  declare created_at: Date
  declare updated_at: Date
  declare version: number

  static query(...args: Parameters<typeof Model.query>): ReturnType<typeof Model.query> {
    return super.query(...args).onBuild((builder) => {
      const plain = builder as unknown as Builder
      const tenant = tenantOf(plain)
      if (plain.isInsert()) return
      const ref = plain.tableRefFor(this as unknown as typeof Model)
      builder.where(`${ref}.tenant_id`, tenant)
    })
  }

  $beforeInsert(context: QueryContext): void {
    const tenant: unknown = context.transaction.userParams?.tenant_id
    if (typeof tenant !== 'string') throw new Error('No tenant: run this insert on a tenant handle')
    this.tenant_id = tenant
  }
}

const models = new Map<string, typeof TenantModel>()

/** The model of a table that needs no class of its own (plain records). */
export function tableModel(table: string): typeof TenantModel {
  const known = models.get(table)
  if (known) return known
  const model = class extends TenantModel {
    static tableName = table
  }
  models.set(table, model)
  return model
}
