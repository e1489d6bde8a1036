/** Finds query chains in a source: which method is called on what, and inside which grouping callback. */
import { parseSync } from '@swc/core'

export interface Call {
  method: string
  /** The name at the start of the chain (`query` in `query.where(…).orWhere(…)`), if it is a name. */
  root: string | undefined
  /** Parameters of the callbacks around it that group conditions: `where((either) => …)`. */
  groups: string[]
}

type Node = Record<string, unknown> & { type?: string }

const GROUPING = /^(where|andWhere|orWhere|whereNot|on|andOn|having)/

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function methodOf(call: Node): string | undefined {
  const callee = call.callee as Node
  const property = callee.type === 'MemberExpression' ? (callee.property as Node) : undefined
  return property?.type === 'Identifier' ? String(property.value) : undefined
}

function rootOf(expression: Node): string | undefined {
  if (expression.type === 'CallExpression') return rootOf(expression.callee as Node)
  if (expression.type === 'MemberExpression') return rootOf(expression.object as Node)
  if (expression.type === 'Identifier') return String(expression.value)
  return expression.type === 'ThisExpression' ? 'this' : undefined
}

function parameterOf(argument: Node): string | undefined {
  if (argument.type === 'FunctionExpression') return 'this'
  if (argument.type !== 'ArrowFunctionExpression') return undefined
  const [first] = argument.params as Node[]
  return first?.type === 'Identifier' ? String(first.value) : undefined
}

function walk(value: unknown, groups: string[], found: Call[]): void {
  if (Array.isArray(value)) for (const one of value) walk(one, groups, found)
  if (!isNode(value) || Array.isArray(value)) return
  const method = value.type === 'CallExpression' ? methodOf(value) : undefined
  if (method === undefined) {
    for (const child of Object.values(value)) walk(child, groups, found)
    return
  }
  found.push({ method, root: rootOf((value.callee as Node).object as Node), groups })
  walk(value.callee, groups, found)
  for (const { expression } of value.arguments as { expression: Node }[]) {
    const group = GROUPING.test(method) ? parameterOf(expression) : undefined
    walk(expression, group === undefined ? groups : [...groups, group], found)
  }
}

/** Every method call in the text of one TypeScript file. */
export function callsIn(text: string): Call[] {
  const found: Call[] = []
  walk(parseSync(text, { syntax: 'typescript', tsx: false, target: 'es2022' }).body, [], found)
  return found
}

/** True for an `or` that stands outside every group: it would widen whatever the query was narrowed to, the tenant included. */
export function isBareOr({ method, root, groups }: Call): boolean {
  return /^or(Where|Having|On)/.test(method) && (root === undefined || !groups.includes(root))
}
