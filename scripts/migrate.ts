/** `npm run migrate`: brings the database of DATABASE_OWNER_URL to the newest schema. */
import { migrate } from '../db/kit/migrate'

const url = process.env.DATABASE_OWNER_URL
if (url === undefined) {
  process.stderr.write('DATABASE_OWNER_URL is not set: it names the database and the role that owns its tables\n')
  process.exit(2)
}
migrate(url).then(
  () => process.stdout.write('the schema is up to date\n'),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`)
    process.exit(1)
  },
)
