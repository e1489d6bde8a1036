/** Anybody who holds a paper checks it here: whether it is genuine, and whether its record still says the same. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { getOpen } from '../kit/api/client'
import { type ApiError, asApiError } from '../kit/api/errors'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { Facts } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { ErrorState, Loading } from '../kit/states/states'
import { Status } from '../kit/states/status'
import { PublicPage } from '../sign-in/public-page'

interface Paper {
  type: string
  number: string
  business: string
  amount: string
  currency: string
  date: string | null
  status: string | null
  payment_status: string | null
  issued_at: string
  unchanged: boolean
}

function AskCode() {
  const text = useText()
  const go = useNavigate()
  const [code, setCode] = useState('')
  const check = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim() !== '') void go({ to: `/verify/${encodeURIComponent(code.trim())}` })
  }
  return (
    <form className="stack" onSubmit={check}>
      <TextInput
        label={text.papers.code}
        value={code}
        placeholder="XXXX-XXXX-XXXX-XXXX-XXXX"
        autoComplete="off"
        autoCapitalize="characters"
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit">{text.papers.check}</Button>
    </form>
  )
}

function Verdict({ paper }: { paper: Paper }) {
  const text = useText()
  const format = useFormat()
  const Icon = paper.unchanged ? CircleCheck : TriangleAlert
  return (
    <div className="stack">
      <div className={`notice ${paper.unchanged ? 'done' : 'waiting'}`} role="status">
        <Icon size={20} aria-hidden />
        <b className="strong">{paper.unchanged ? text.papers.genuine : text.papers.changed}</b>
      </div>
      <Facts
        facts={[
          { label: wordOf(text, 'types', paper.type), value: paper.number },
          { label: text.papers.business, value: paper.business },
          { label: wordOf(text, 'fields', 'amount'), value: format.money(paper.amount, paper.currency) },
          {
            label: wordOf(text, 'fields', paper.type === 'voucher' ? 'week_ending' : 'valid_until'),
            value: paper.date && format.date(paper.date),
          },
          { label: text.papers.state, value: paper.status ? <Status value={paper.status} /> : text.papers.gone },
          { label: wordOf(text, 'fields', 'payment_status'), value: paper.payment_status && <Status value={paper.payment_status} /> },
          { label: text.papers.issued, value: <Moment at={paper.issued_at} /> },
        ]}
      />
    </div>
  )
}

function Checked({ code }: { code: string }) {
  const text = useText()
  const path = `/api/verify/${encodeURIComponent(code)}`
  const query = useQuery<Paper, ApiError>({ queryKey: [path, 'one', {}], queryFn: ({ signal }) => getOpen<Paper>(path, signal) })
  if (query.isPending) return <Loading />
  const error = query.error ? asApiError(query.error) : null
  return (
    <div className="stack">
      {error && error.status === 404 && (
        <div className="notice refused" role="alert">
          <div className="stack tight">
            <b className="strong">{text.papers.unknown}</b>
            <span>{text.papers.unknownText}</span>
          </div>
        </div>
      )}
      {error && error.status !== 404 && <ErrorState error={error} />}
      {query.data && <Verdict paper={query.data} />}
      <Link to="/verify">{text.papers.another}</Link>
    </div>
  )
}

export function VerifyPage() {
  const text = useText()
  const { code } = useParams({ strict: false }) as { code?: string }
  return (
    <PublicPage title={text.papers.verify} lead={code === undefined ? text.papers.verifyLead : undefined}>
      {code === undefined ? <AskCode /> : <Checked key={code} code={code} />}
    </PublicPage>
  )
}
