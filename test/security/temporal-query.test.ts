/** TASK-5 a viewer's query cannot be worded so that it leaves the tenant. */
import fc from 'fast-check'
import { withinTenant } from '../../api/temporal-gate/query'

const TENANT = '01a1fdde-013a-750c-a094-b4ebb2ecfa6b'
const CLAUSE = `TenantId = '${TENANT}'`

const narrowed = (query: string): string | undefined => {
  const found = withinTenant(query, TENANT)
  return 'query' in found ? found.query : undefined
}

test.each([
  ['', CLAUSE],
  ['   ', CLAUSE],
  ['`Process`="document"', `${CLAUSE} AND (\`Process\`="document")`],
  ["Stage = 'draft' OR Stage = 'x'", `${CLAUSE} AND (Stage = 'draft' OR Stage = 'x')`],
  [
    '(Stage = "a" OR Stage = "b") AND (WorkflowType = "document")',
    `${CLAUSE} AND ((Stage = "a" OR Stage = "b") AND (WorkflowType = "document"))`,
  ],
  ['GROUP BY ExecutionStatus', `${CLAUSE} GROUP BY ExecutionStatus`],
  ['`Stage`="draft" group by ExecutionStatus', `${CLAUSE} AND (\`Stage\`="draft") group by ExecutionStatus`],
  ["Stage = 'a) OR (b'", `${CLAUSE} AND (Stage = 'a) OR (b')`],
  ["Stage = '💶' GROUP BY ExecutionStatus", `${CLAUSE} AND (Stage = '💶') GROUP BY ExecutionStatus`],
  ["Stage = 'x'GROUP BY y", `${CLAUSE} AND (Stage = 'x'GROUP BY y)`],
  ["Stage = 'it''s'", `${CLAUSE} AND (Stage = 'it''s')`],
  [`Stage = "' GROUP BY x"`, `${CLAUSE} AND (Stage = "' GROUP BY x")`],
  ['Stage = "-- ; #"', `${CLAUSE} AND (Stage = "-- ; #")`],
])('%s is asked as %s', (query, expected) => {
  expect(narrowed(query)).toBe(expected)
})

test.each([
  ["Stage = 'x') OR (Stage = 'y'"],
  [") OR TenantId != '' OR (Stage = ''"],
  ["Stage = 'x"],
  ['Stage = "x'],
  ['`Stage'],
  ["Stage = 'x\\' OR TenantId != ''"],
  ["Stage = 'x' -- "],
  ["Stage = 'x' /* ) */"],
  ["Stage = 'x' # )"],
  ["Stage = 'x'; select 1"],
  ["Stage = 'x'\nOR 1 = 1"],
  ['((Stage = "x")'],
  ["Stage = 'x' GROUP BY ExecutionStatus) OR (Stage = 'y'"],
  ['a'.repeat(4001)],
])('a query that would escape is refused: case %#', (query) => {
  expect(narrowed(query)).toBeUndefined()
})

test('whatever is let through stands in one pair of parentheses behind the clause', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '(',
    ')',
    ' ',
    'OR',
    ' AND ',
    "TenantId != ''",
    'GROUP BY x',
    '--',
    '/*',
    '*/',
    '\\',
    ';',
    'a',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const query = narrowed(pieces.join(''))
      if (query === undefined || query === CLAUSE) return
      const rest = query.slice(CLAUSE.length)
      // Read as a parser would: outside quotes the parenthesis that opens after AND closes only at the end or before GROUP BY.
      const bare = rest.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '')
      const group = / group by \w+$/i.exec(bare)
      const filter = group ? bare.slice(0, group.index) : bare
      if (filter === '') return
      expect(filter.startsWith(' AND (') && filter.endsWith(')')).toBe(true)
      let depth = 0
      for (const [index, letter] of Array.from(filter).entries()) {
        if (letter === '(') depth += 1
        if (letter === ')') depth -= 1
        if (index >= 5 && index < filter.length - 1) expect(depth).toBeGreaterThan(0)
      }
      expect(depth).toBe(0)
    }),
    { numRuns: 3000 },
  )
})
