/** Visibility queries of viewers, narrowed to their tenant so that no wording of theirs can widen them again. */

const MAX_LENGTH = 4000

/** Stands for quotes and what is in them: neither a space nor part of a word, so that nothing begins or ends there. */
const QUOTED = '·'

/** The query with everything quoted blanked out, letter for letter; or why it cannot be read with certainty. */
function outsideQuotes(query: string): { text: string } | { why: string } {
  let text = ''
  let quote = ''
  for (const letter of query) {
    // Escapes and control characters are read differently by different parsers; no honest query needs them.
    if (letter === '\\' || letter < ' ' || letter === '\u007f') return { why: 'The query holds a backslash or a control character.' }
    const inside = quote !== ''
    if (!inside && '\'"`'.includes(letter)) quote = letter
    else if (quote === letter) quote = ''
    text += inside || quote !== '' ? QUOTED.repeat(letter.length) : letter
  }
  return quote === '' ? { text } : { why: 'A quote in the query is not closed.' }
}

function isBalanced(text: string): boolean {
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    if (depth < 0) return false
  }
  return depth === 0
}

const GROUP = /(?:^|\s)group\s+by\s+\w+\s*$/i

/** A viewer's query inside a tenant's clause, or why it is refused. An empty query asks for all of the tenant's. */
export function withinTenant(query: string, tenant_id: string): { query: string } | { why: string } {
  if (query.length > MAX_LENGTH) return { why: `The query is longer than ${MAX_LENGTH} characters.` }
  const read = outsideQuotes(query)
  if ('why' in read) return read
  if (/--|\/\*|[;#]/.test(read.text)) return { why: 'The query holds a comment or a second statement.' }
  // The text outside quotes has the same letters at the same places, so what is found in it can be cut from the query.
  const at = read.text.search(GROUP)
  const filter = (at < 0 ? query : query.slice(0, at)).trim()
  const group = at < 0 ? '' : ` ${query.slice(at).trim()}`
  if (!isBalanced(at < 0 ? read.text : read.text.slice(0, at))) return { why: 'The parentheses of the query do not match.' }
  const clause = `TenantId = '${tenant_id.replace(/'/g, "''")}'`
  return { query: `${filter === '' ? clause : `${clause} AND (${filter})`}${group}` }
}
