/** Sizes: what is small is read, what is long is skimmed. The lists of exceptions only get shorter. */
import { findings } from './oxlint'
import { KEPT, ratchet, read, sources } from './sources'

const FILE_LINES = 300
const TEST_FILE_LINES = 400
const FUNCTION_LINES = 40
// Markup is one element a line: a component may take as many as two functions.
const COMPONENT_LINES = 80
const PARAMETERS = 3
const NESTING = 3

const LONG_FILES: string[] = []
const LONG_FUNCTIONS: string[] = []
const MANY_PARAMETERS: string[] = []
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

test(`a function has at most ${FUNCTION_LINES} lines, a component ${COMPONENT_LINES}`, () => {
  const count = (max: number) => findings('max-lines-per-function', { max, skipBlankLines: true, skipComments: true })
  const functions = count(FUNCTION_LINES).filter(({ file }) => !isTest(file) && !file.endsWith('.tsx'))
  const components = count(COMPONENT_LINES).filter(({ file }) => file.endsWith('.tsx') && !isTest(file))
  expect(ratchet(keys([...functions, ...components]), LONG_FUNCTIONS)).toEqual(KEPT)
})

test(`a function takes at most ${PARAMETERS} parameters, then one object`, () => {
  expect(ratchet(keys(findings('max-params', { max: PARAMETERS })), MANY_PARAMETERS)).toEqual(KEPT)
})

test(`blocks are nested at most ${NESTING} deep`, () => {
  const deep = findings('max-depth', { max: NESTING }).map(({ file }) => file)
  expect(ratchet([...new Set(deep)], DEEP_BLOCKS)).toEqual(KEPT)
})
