/** The alert rules of operators: each names metrics that a process has, and says in words what it means. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { registry } from '../../api/kit/metrics'
import { workerMetrics } from '../../workers/kit/metrics'

const RULES = readFileSync(join(__dirname, '..', '..', 'docs', 'operations', 'alerts.yml'), 'utf8')
const OPENED = /\bcien_\w+/g

/** The metrics of one process as Prometheus would find them. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  )

test('every metric that a rule names is one that a process has', async () => {
  const known = new Set((await Promise.all([registry, workerMetrics().registry].map((each) => each.metrics()))).flatMap(namesIn))
  const named = [...RULES.matchAll(/^ +expr: (.*)$/gm)].flatMap(([, rule = '']) => rule.match(OPENED) ?? [])
  expect(named.length).toBeGreaterThan(3)
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

test('the file is read as Prometheus reads it, and every rule says in a sentence what is wrong', () => {
  const { groups } = parse(RULES) as { groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[] }
  const rules = groups.flatMap((group) => group.rules)
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const { alert, expr, annotations } of rules) {
    expect(alert).toMatch(/^Cien[A-Z]/)
    expect(expr).toMatch(OPENED)
    expect(annotations.summary).not.toBe('')
  }
})
