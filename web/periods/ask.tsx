/** Asks to close a month or to open it again: a reason is kept, and somebody else decides. */
import { ActionButton } from '../kit/record/action-button'
import { useState } from 'react'
import { post } from '../kit/api/client'
import { type ApiError, asApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { Confirm } from '../kit/record/confirm'
import { useMe } from '../kit/shell/me'
import { Checklist } from './checklist'
import type { ChecklistItem } from './types'

export const PERIODS = '/api/admin/periods'

interface Props {
  month: string
  way: 'close' | 'reopen'
  small?: boolean
  done?(period_id: string): void
}

/** What forbids closing, as the refusal tells it. */
const listIn = (error: ApiError): ChecklistItem[] | undefined => {
  const data = asApiError(error).data as { checklist?: ChecklistItem[]; current?: { checklist?: ChecklistItem[] } }
  return data.checklist ?? data.current?.checklist
}

export function Ask({ month, way, small = false, done }: Props) {
  const text = useText()
  const format = useFormat()
  const [asking, setAsking] = useState(false)
  const may = useMe()?.permissions.includes('periods.manage') ?? false
  const name = format.bookMonth(month)
  const words = way === 'close' ? text.money.close : text.money.reopen
  return (
    <>
      <ActionButton
        ability={{ allowed: may, reason: may ? null : 'periods.manage', explain: null }}
        run={() => setAsking(true)}
        {...(small ? { size: 'compact-sm', variant: 'default' } : {})}
      >
        {small ? words.verb : words.title(name)}
      </ActionButton>
      <Confirm
        opened={asking}
        title={words.title(name)}
        body={words.text}
        verb={words.verb}
        reason="required"
        onClose={() => setAsking(false)}
        details={(error) => {
          const found = listIn(error)
          return found ? <Checklist items={found} /> : null
        }}
        run={async (reason) => {
          const { id } = await post<{ id: string }>(`${PERIODS}/${month}/${way}`, { reason })
          await Promise.all([PERIODS, '/api/tasks'].map(refresh))
          done?.(id)
        }}
      />
    </>
  )
}
