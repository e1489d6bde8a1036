/** Sizes: what is small is read, what is long is skimmed. The lists of exceptions only get shorter. */
import { type Finding, findings } from './oxlint'
import { KEPT, ratchet, read, sources } from './sources'

const FILE_LINES = 300
const TEST_FILE_LINES = 400
const FUNCTION_LINES = 40
// Markup is one element a line: a component may take as many as two functions.
const COMPONENT_LINES = 80
const PARAMETERS = 3
const NESTING = 3

const LONG_FILES: string[] = []
const LONG_FUNCTIONS: string[] = [
  'bench/rows/decisions.ts: figuresOf',
  'bench/rows/waiting.ts: waitingRow',
  'scripts/demo/load.ts: loadReference',
  'web/kit/form/use-form.ts: useForm',
]
// Express knows a handler of errors by its four parameters.
const MANY_PARAMETERS: string[] = [
  'api/app.ts: a nameless function',
  'bench/kit/approvals.ts: a nameless function',
  'test/support/chaos-documents.ts: a nameless function',
]
const DEEP_BLOCKS: string[] = []

const isTest = (file: string) => file.startsWith('test/')

/** `file: what` without figures, so that an exception survives a change that does not cure it. */
const key = ({ file, message }: { file: string; message: string }) =>
  `${file}: ${/['`]([^'`]+)['`]/.exec(message)?.[1] ?? 'a nameless function'}`
const keys = (found: { file: string; message: string }[]) => [...new Set(found.map(key))]

test(`a file has at most ${FILE_LINES} lines, a test ${TEST_FILE_LINES}`, () => {
  const files = sources()
  expect(files.length).toBeGreaterThan(50)
  const long = files.filter((file) => read(file).split('\n').length - 1 > (isTest(file) ? TEST_FILE_LINES : FILE_LINES))
  expect(ratchet(long, LONG_FILES)).toEqual(KEPT)
})

let found: Finding[]
beforeAll(() => {
  const lines = { max: FUNCTION_LINES, skipBlankLines: true, skipComments: true }
  found = findings({
    'max-lines-per-function': ['error', lines],
    'max-params': ['error', { max: PARAMETERS }],
    'max-depth': ['error', { max: NESTING }],
  })
})
const flagged = (rule: string) => found.filter((one) => one.rule === `eslint(${rule})`)
const linesOf = ({ message }: Finding) => Number(/\((\d+)\)/.exec(message)?.[1])

test(`a function has at most ${FUNCTION_LINES} lines, a component ${COMPONENT_LINES}`, () => {
  const long = flagged('max-lines-per-function').filter(
    (one) => !isTest(one.file) && (!one.file.endsWith('.tsx') || linesOf(one) > COMPONENT_LINES),
  )
  expect(ratchet(keys(long), LONG_FUNCTIONS)).toEqual(KEPT)
})

test(`a function takes at most ${PARAMETERS} parameters, then one object`, () => {
  // The rows of a table of cases come as parameters.
  const many = flagged('max-params').filter(({ file }) => !file.endsWith('.test.ts'))
  expect(ratchet(keys(many), MANY_PARAMETERS)).toEqual(KEPT)
})

test(`blocks are nested at most ${NESTING} deep`, () => {
  const deep = flagged('max-depth').map(({ file }) => file)
  expect(ratchet([...new Set(deep)], DEEP_BLOCKS)).toEqual(KEPT)
})
