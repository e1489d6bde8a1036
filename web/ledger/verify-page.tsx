/** The ledger proved on demand: balances, sums, chain and processes recomputed; and what the auditor found by itself. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, ShieldCheck, TriangleAlert } from 'lucide-react'
import { one } from '../kit/api/queries'
import { Tile, Tiles } from '../kit/charts/tile'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import '../kit/list/list.css'
import { Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { EmptyState, ErrorState, Loading } from '../kit/states/states'
import { Incidents } from './incidents'

interface Problem {
  kind: string
  journal_id: string | null
  journal_no: string | null
  detail: string
}

interface Proof {
  ok: boolean
  entries: number
  lines: number
  head: { journal_no: string; hash: string } | null
  problems: Problem[]
}

function Problems({ problems }: { problems: Problem[] }) {
  const text = useText()
  return (
    <Section title={text.money.problems} padded={false}>
      <div className="plain-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.money.problem}</th>
              <th scope="col">{text.money.journal}</th>
              <th scope="col">{text.audit.details}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map((problem, index) => (
              <tr key={index}>
                <td data-label={text.money.problem}>{text.money.problemKinds[problem.kind] ?? problem.kind}</td>
                <td data-label={text.money.journal}>
                  {problem.journal_id ? <Link to={`/journals/${problem.journal_id}`}>{problem.journal_no}</Link> : problem.journal_no}
                </td>
                <td data-label={text.audit.details}>{problem.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Result({ proof, at }: { proof: Proof; at: number }) {
  const text = useText()
  const format = useFormat()
  const Icon = proof.ok ? CircleCheck : TriangleAlert
  return (
    <>
      <div className={`notice ${proof.ok ? 'done' : 'refused'}`} role="status">
        <Icon size={18} aria-hidden />
        <span className="grow">
          <b className="strong">{proof.ok ? text.money.proved : text.money.notProved(proof.problems.length)}</b>
          <br />
          <span className="small soft">{text.money.provedAt(format.instant(new Date(at).toISOString()))}</span>
        </span>
      </div>
      <Tiles label={text.money.verify}>
        <Tile label={text.money.journalsLooked} value={format.number(proof.entries)} to="/journals" />
        <Tile label={text.money.linesLooked} value={format.number(proof.lines)} />
        <Tile label={text.money.problems} value={format.number(proof.problems.length)} />
      </Tiles>
      {proof.head && (
        <Section title={text.money.chainHead}>
          <p>
            {text.money.chainHeadText(proof.head.journal_no)} <span className="mono wrap">{proof.head.hash}</span>
          </p>
        </Section>
      )}
      {proof.problems.length > 0 && <Problems problems={proof.problems} />}
    </>
  )
}

/** Nothing is computed before somebody asks: it reads the whole ledger. */
function VerifyNow() {
  const text = useText()
  const query = useQuery({ ...one<Proof>('/api/admin/ledgers/verify'), enabled: false, staleTime: Infinity })
  const run = () => void query.refetch()
  return (
    <>
      <div className="page-head">
        <div className="grow">
          <h1>{text.money.verify}</h1>
          <p className="soft">{text.money.verifyText}</p>
        </div>
        <Button leftSection={<ShieldCheck size={16} aria-hidden />} loading={query.isFetching} onClick={run} className="no-print">
          {text.money.verifyNow}
        </Button>
      </div>
      <div className="stack">
        {query.isFetching && !query.data && <Loading rows={4} />}
        {query.error && !query.isFetching && <ErrorState error={query.error} retry={run} />}
        {query.data && <Result proof={query.data} at={query.dataUpdatedAt} />}
        {!query.data && !query.isFetching && !query.error && (
          <EmptyState icon={ShieldCheck} title={text.money.notVerified}>
            {text.money.notVerifiedText}
          </EmptyState>
        )}
      </div>
    </>
  )
}

export function VerifyPage() {
  const text = useText()
  const audits = useMe()?.permissions.includes('audit.view') ?? false
  usePageTitle({ label: text.money.verify })
  return (
    <div className="page">
      <VerifyNow />
      {audits && <Incidents />}
    </div>
  )
}
