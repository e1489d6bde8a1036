/** One voucher: what it pays to whom, what is paid of it, who decided, what it posted, and its paper. */
import { Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { one } from '../kit/api/queries'
import { download } from '../kit/files/download'
import { Viewer } from '../kit/files/viewer'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { partyAddress } from '../kit/record/address'
import { Facts, Section } from '../kit/record/frame'
import { useStep } from '../kit/record/step'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { Loaded } from '../kit/states/states'
import { Entries } from './entries'
import { InstrumentPage } from './instrument'
import type { VoucherDetail } from './types'
import './vouchers.css'

const PATH = '/api/admin/vouchers'

interface Props {
  voucher: VoucherDetail
}

/** What is paid of an approved voucher and what is left, as a bar and in words. */
function Payments({ voucher }: Props) {
  const text = useText()
  const format = useFormat()
  const { amount, paid_amount, rest, currency, entries } = voucher
  if (voucher.status !== 'approved' && entries.length === 0) return null
  const share = Number(amount) > 0 ? Number(paid_amount) / Number(amount) : 0
  const money = (value: string): string => format.money(value, currency)
  return (
    <Section title={text.money.payments} padded={false}>
      <div className="section-body stack tight">
        <div className="row between wraps">
          <span>
            <b className="strong number">{money(paid_amount)}</b> <span className="soft">{text.money.paidOf(money(amount))}</span>
          </span>
          <span className="soft number">{Number(rest) > 0 ? text.money.rest(money(rest)) : text.money.nothingLeft}</span>
        </div>
        <Progress value={share * 100} size="lg" aria-label={text.money.payments} />
      </div>
      {entries.length > 0 ? (
        <Entries entries={entries} currency={currency} />
      ) : (
        <p className="soft section-body">{text.money.nothingPosted}</p>
      )}
    </Section>
  )
}

/** The paper, made anew when asked for: it always says what the record says. */
function Paper({ voucher }: Props) {
  const text = useText()
  const [shown, show] = useState(false)
  const path = `${PATH}/${voucher.id}/pdf`
  const name = `${voucher.voucher_no}.pdf`
  // The part after # never leaves the browser: it tells one version's paper from the next in the cache.
  return (
    <Section
      title={text.money.paper}
      padded={false}
      action={
        <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => show(!shown)}>
          {shown ? text.act.close : text.money.preview}
        </Button>
      }
    >
      {shown ? (
        <div className="voucher-paper">
          <Viewer file={{ path: `${path}#${voucher.version}`, name, mime_type: 'application/pdf' }} />
        </div>
      ) : (
        <p className="soft section-body">{text.money.paperText}</p>
      )}
    </Section>
  )
}

function VoucherFacts({ voucher }: Props) {
  const text = useText()
  const format = useFormat()
  const ledger = useMe()?.permissions.includes('ledgers.view') ?? false
  const label = (field: string) => wordOf(text, 'fields', field)
  const { subcontractor, subcontractor_id } = voucher
  const party = ledger ? <Link {...partyAddress('subcontractor', subcontractor_id)}>{subcontractor?.name}</Link> : subcontractor?.name
  return (
    <Facts
      facts={[
        { label: label('subcontractor_id'), value: party },
        { label: label('project_id'), value: <Link to={`/projects/${voucher.project_id}`}>{voucher.project?.name}</Link> },
        { label: label('amount'), value: <span className="number">{format.money(voucher.amount, voucher.currency)}</span> },
        { label: label('voucher_type'), value: voucher.voucher_type },
        { label: label('week_ending'), value: format.date(voucher.week_ending) },
        { label: label('description'), value: voucher.description && <span className="wrap">{voucher.description}</span> },
        { label: label('created_by_id'), value: voucher.created_by?.name },
        { label: label('sent_at'), value: voucher.submitted_at && <Moment at={voucher.submitted_at} /> },
        { label: label('decided_at'), value: voucher.decided_at && <Moment at={voucher.decided_at} /> },
      ]}
    />
  )
}

/** How far it is, in the one word that says most. */
const stageOf = ({ status, payment_status }: VoucherDetail): string =>
  status === 'approved' && payment_status !== 'unpaid' ? payment_status : status

function Voucher({ voucher }: Props) {
  const text = useText()
  const step = useStep()
  usePageTitle({ label: text.money.vouchers, to: '/vouchers' }, { label: voucher.voucher_no })
  const path = `${PATH}/${voucher.id}`
  return (
    <InstrumentPage
      record={voucher}
      api={PATH}
      list="/vouchers"
      type="voucher"
      name={voucher.voucher_no}
      stage={stageOf(voucher)}
      facts={<VoucherFacts voucher={voucher} />}
      left={
        <>
          <Payments voucher={voucher} />
          <Paper voucher={voucher} />
        </>
      }
      actions={
        <Button variant="default" onClick={() => void step(() => download(`${path}/pdf`, {}, `${voucher.voucher_no}.pdf`))}>
          {text.money.savePaper}
        </Button>
      }
    />
  )
}

export function VoucherPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<VoucherDetail>(`${PATH}/${id}`))
  return <Loaded query={query}>{(voucher) => <Voucher key={voucher.id} voucher={voucher} />}</Loaded>
}
