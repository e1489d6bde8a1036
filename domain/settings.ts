/** Every setting of a Cien process, read once from the environment and checked before anything starts. */
import { z } from 'zod'

const hexKey = z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hex')
const port = z.coerce.number().int().min(0).max(65535)

const environment = z.object({
  DATABASE_URL: z.string().min(1),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  DATABASE_HEAVY_POOL: z.coerce.number().int().min(1).max(200).default(4),
  DATABASE_PATIENCE_MS: z.coerce.number().int().min(300).default(3000),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('cien'),
  TEMPORAL_TASK_QUEUE: z.string().default('cien'),
  TEMPORAL_UI_URL: z.string().optional(),
  CIEN_SWEEP_PARTS: z.coerce.number().int().min(1).max(256).default(2),
  PORT: port.default(3000),
  METRICS_PORT: port.default(0),
  CIEN_HOST: z.string().default('127.0.0.1'),
  CIEN_DATA: z.string().default('.data'),
  CIEN_SECRET: hexKey,
  CIEN_MASTER_KEY: hexKey,
  CIEN_PUBLIC_URL: z.string().optional(),
  CIEN_TRUST_PROXY: z.coerce.number().int().min(0).default(0),
  CIEN_FILES_DIR: z.string().optional(),
  CIEN_RATE_API: z.coerce.number().int().min(1).default(100),
  CIEN_RATE_PUBLIC: z.coerce.number().int().min(1).default(20),
  CIEN_RATE_BUSINESS: z.coerce.number().int().min(1).default(1000),
  CIEN_RATE_LOGIN_USER: z.coerce.number().int().min(1).default(10),
  CIEN_RATE_LOGIN_ADDRESS: z.coerce.number().int().min(1).default(100),
  CIEN_SESSION_IDLE_DAYS: z.coerce.number().int().min(1).max(365).default(14),
  CIEN_SESSION_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  S3_BUCKET: z.string().optional(),
  S3_ENDPOINT: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  SMTP_URL: z.string().optional(),
  SENDGRID_API_KEY: z.string().optional(),
  SENDGRID_URL: z.string().default('https://api.sendgrid.com'),
  CIEN_METRICS_TOKEN: z.string().min(16).optional(),
  MAIL_FROM: z.string().default('Cien <no-reply@cien.local>'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
})

export type Settings = z.infer<typeof environment>

/** The settings in `env`; throws an Error naming every wrong variable. Empty strings count as unset. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const read = environment.safeParse(set)
  if (read.success) return read.data
  const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Settings: ${wrong.join('; ')}`)
}

/** The address people reach the console at, without a trailing slash. */
export const publicUrl = (settings: Settings): string =>
  (settings.CIEN_PUBLIC_URL ?? `http://${settings.CIEN_HOST}:${settings.PORT}`).replace(/\/$/, '')
