/** What each source imports: found in the text, resolved to files of the repository or names of packages. */
import { dirname, join, normalize } from 'node:path'
import { read } from './sources'

export interface Import {
  from: string
  /** A path of the repository without its ending, or a package. */
  to: string
  own: boolean
  type_only: boolean
}

const STATEMENT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s*'([^']+)'/g
const BARE = /(?:^|\n)\s*import\s+'([^']+)'/g
const CALL = /(?<!typeof )\b(?:import|require|require\.resolve)\(\s*'([^']+)'\s*\)/g

// `import { type A, type B }` names types only.
function onlyTypes(clause: string): boolean {
  const names = /^\{([\s\S]*)\}$/.exec(clause.trim())?.[1]
  if (names === undefined) return false
  return names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
}

/** The imports of one file. */
export function importsOf(file: string): Import[] {
  const text = read(file)
  const found: { target: string; type_only: boolean }[] = []
  for (const [, type, clause = '', target = ''] of text.matchAll(STATEMENT)) {
    found.push({ target, type_only: type !== undefined || onlyTypes(clause) })
  }
  for (const pattern of [BARE, CALL]) {
    for (const [, target = ''] of text.matchAll(pattern)) found.push({ target, type_only: false })
  }
  return found.map(({ target, type_only }) => {
    const own = target.startsWith('.')
    return { from: file, to: own ? normalize(join(dirname(file), target)) : target, own, type_only }
  })
}

/** The file that an own import means, among `files`. */
export function fileOf(to: string, files: ReadonlySet<string>): string | undefined {
  return [to, `${to}.ts`, `${to}.tsx`, `${to}/index.ts`].find((file) => files.has(file))
}
