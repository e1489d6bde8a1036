/** Failed log-ins, counted for all processes together; keys are hashes, no name or address is kept. */
import { PLATFORM_TENANT, tables, type TenantTable } from '../kit/schema'

const attempts: TenantTable = {
  name: 'login_attempts',
  columns: `key text not null,
    failures integer not null check (failures > 0),
    until timestamptz not null,
    check (tenant_id = ${PLATFORM_TENANT}),
    unique (tenant_id, key)`,
}

export const platformAttempts = tables(
  '0005-platform-attempts',
  [attempts],
  ['create index login_attempts_old on login_attempts (tenant_id, until)'],
)
