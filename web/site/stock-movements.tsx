/** What came to a stock and what left it, and the next movement. */
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import '../kit/form/form.css'
import type { Named, RecordRow } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf } from '../kit/language/words'
import { Section } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

interface Movement {
  id: string
  quantity: string
  reason: string
  actor: Named | null
  created_at: string
}

interface Props {
  /** The API's path of the list the stock is in. */
  list: string
  row: RecordRow
  manage: boolean
}

const QUANTITY = /^\d{1,12}(\.\d{1,3})?$/

function MoveForm({ list, row }: Props) {
  const text = useText()
  const [way, setWay] = useState('-')
  const [quantity, setQuantity] = useState('')
  const [reason, setReason] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    try {
      const signed = `${way === '-' ? '-' : ''}${quantity}`
      await post(`${list}/${row.id}/movements`, { quantity: signed, reason: reason.trim() })
      say({ message: text.stock.recorded(String(row.material_name), signed) })
      setQuantity('')
      setReason('')
      await refresh(list)
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.entries(error.data.errors ?? {}).map(([name, all]) => [name, fieldError(text, all[0] ?? '')])
      const why = reasonOf(text, error.reason, error.data.explain ?? error.data.message)
      setErrors(wrong.length > 0 ? (Object.fromEntries(wrong) as Record<string, string>) : { quantity: why })
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = {
      ...(QUANTITY.test(quantity) && Number(quantity) > 0 ? {} : { quantity: text.form.invalidNumber }),
      ...(reason.trim() ? {} : { reason: text.form.missing }),
    }
    setErrors(wrong)
    if (Object.keys(wrong).length === 0 && !busy) void send()
  }
  return (
    <form onSubmit={submit} noValidate className="stack tight no-print">
      <SegmentedControl
        aria-label={text.stock.direction}
        value={way}
        onChange={setWay}
        data={[
          { value: '-', label: text.stock.take },
          { value: '+', label: text.stock.receive },
        ]}
      />
      <div className="settings-row" style={{ alignItems: 'start' }}>
        <TextInput
          label={text.stock.quantity}
          inputMode="decimal"
          required
          rightSection={<span className="small soft">{String(row.unit)}</span>}
          rightSectionWidth={56}
          value={quantity}
          error={errors.quantity}
          onChange={(event) => setQuantity(event.currentTarget.value.replace(',', '.'))}
        />
        <TextInput
          label={text.stock.reason}
          required
          maxLength={500}
          value={reason}
          error={errors.reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      <div>
        <Button type="submit" loading={busy}>
          {text.stock.record}
        </Button>
      </div>
    </form>
  )
}

function Line({ movement, unit }: { movement: Movement; unit: string }) {
  const out = movement.quantity.startsWith('-')
  return (
    <li className="row" style={{ alignItems: 'flex-start', padding: '6px 0' }}>
      <span className={`status ${out ? 'waiting' : 'done'}`}>
        {out ? <ArrowUpRight size={16} aria-hidden /> : <ArrowDownLeft size={16} aria-hidden />}
      </span>
      <span className="grow">
        {movement.reason}
        <span className="small soft" style={{ display: 'block' }}>
          {movement.actor?.name} · <Moment at={movement.created_at} />
        </span>
      </span>
      <span className="number strong">
        {out ? '' : '+'}
        {movement.quantity} {unit}
      </span>
    </li>
  )
}

export function StockMovements(props: Props) {
  const { list, row, manage } = props
  const text = useText()
  const query = useQuery(one<Movement[]>(`${list}/${row.id}/movements`))
  return (
    <Section title={text.stock.movements}>
      <div className="stack">
        {manage && <MoveForm {...props} />}
        <Loaded query={query} rows={3}>
          {(movements) =>
            movements.length === 0 ? (
              <p className="soft">{text.stock.none}</p>
            ) : (
              <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
                {movements.map((movement) => (
                  <Line key={movement.id} movement={movement} unit={String(row.unit)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Section>
  )
}
