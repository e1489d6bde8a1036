/** Journals from a CSV file: chosen, looked at wholly, posted all or none. */
import { Button, Checkbox, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { post } from '../kit/api/client'
import type { ApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import { saveFile } from '../kit/list/export'
import { Uploader } from '../kit/files/uploader'
import { useUploads } from '../kit/files/uploads'
import { useKeys } from '../kit/keys/keys'
import { useLanguage, useText } from '../kit/language/language'
import { linkTo, listAddress } from '../kit/record/address'
import { Section } from '../kit/record/frame'
import { useStep } from '../kit/record/step'
import { usePageTitle } from '../kit/shell/crumbs'
import { Loaded } from '../kit/states/states'
import { Found } from './import-found'
import { type Asked, type Looked, templateOf } from './import-types'
import '../kit/form/form.css'
import './journals.css'

const PATH = '/api/admin/journals/import'

/** How the file is written; the language of the person says how it most likely is. */
function Forms({ asked, change }: { asked: Asked; change(next: Partial<Asked>): void }) {
  const text = useText()
  const of = (values: readonly string[], words: Record<string, string>) => values.map((value) => ({ value, label: words[value] ?? value }))
  return (
    <div className="import-forms">
      <Select
        label={text.import.kind}
        data={of(['import', 'opening'], text.import.kinds)}
        allowDeselect={false}
        value={asked.kind}
        onChange={(kind) => change({ kind: kind as Asked['kind'] })}
      />
      <Select
        label={text.import.dates}
        data={of(['ymd', 'dmy', 'mdy'], { ymd: '2026-03-31', dmy: '31/03/2026', mdy: '03/31/2026' })}
        allowDeselect={false}
        value={asked.dates}
        onChange={(dates) => change({ dates: dates as Asked['dates'] })}
      />
      <Select
        label={text.import.decimals}
        data={of(['point', 'comma'], { point: '1,234.50', comma: '1.234,50' })}
        allowDeselect={false}
        value={asked.decimals}
        onChange={(decimals) => change({ decimals: decimals as Asked['decimals'] })}
      />
      <Button
        variant="default"
        leftSection={<Download size={16} aria-hidden />}
        onClick={() => saveFile('journals.csv', new Blob([templateOf(asked)], { type: 'text/csv;charset=utf-8' }))}
      >
        {text.import.template}
      </Button>
    </div>
  )
}

interface ReadyProps {
  looked: Looked
  asked: Asked & { file_path: string }
}

/** What was found in the file, and the way to post it. */
function Ready({ looked, asked }: ReadyProps) {
  const text = useText()
  const go = useNavigate()
  const step = useStep()
  const [again, setAgain] = useState(false)
  const [busy, setBusy] = useState(false)
  const before = looked.imported_before
  const may = looked.problem_count === 0 && (!before || again)
  const bring = async () => {
    if (!may || busy) return
    setBusy(true)
    let id = ''
    const done = async () => {
      id = (await post<{ id: string }>(PATH, { ...asked, again })).id
    }
    if (await step(done, text.import.done(looked.journals))) {
      await Promise.all(['/api/admin/journals', '/api/admin/reports', '/api/admin/accounts'].map(refresh))
      void go(linkTo(listAddress('journals', { 'filter[source_id]': id })))
    }
    setBusy(false)
  }
  useKeys([{ keys: 'mod+enter', label: text.import.title, typing: true, run: () => void bring() }])
  return (
    <>
      {before && (
        <div className="notice waiting stack tight">
          <span>{text.import.before(before.first_no, before.last_no)}</span>
          <Checkbox label={text.import.again} checked={again} onChange={(event) => setAgain(event.currentTarget.checked)} />
        </div>
      )}
      <Found looked={looked} opening={asked.kind === 'opening'} />
      <div className="form-foot">
        <Button loading={busy} disabled={!may} onClick={() => void bring()}>
          {text.import.bring(looked.journals)}
        </Button>
        <Button component={Link} to="/journals" variant="default">
          {text.act.cancel}
        </Button>
        {busy && (
          <span role="status" className="small soft">
            {text.import.busy}
          </span>
        )}
      </div>
    </>
  )
}

export function ImportPage() {
  const { text, language } = useLanguage()
  const uploads = useUploads(true)
  const local = language === 'pt' ? ({ dates: 'dmy', decimals: 'comma' } as const) : ({ dates: 'ymd', decimals: 'point' } as const)
  const [asked, setAsked] = useState<Asked>({ kind: 'import', ...local })
  const file_path = uploads.items[0]?.staged?.file_path
  const query = useQuery<Looked, ApiError>({
    queryKey: [PATH, file_path, asked],
    queryFn: () => post<Looked>(PATH, { ...asked, file_path, dry_run: true }),
    enabled: file_path !== undefined,
    staleTime: Infinity,
  })
  usePageTitle({ label: text.money.journals, to: '/journals' }, { label: text.import.title })
  return (
    <div className="page form">
      <h1>{text.import.title}</h1>
      <p className="soft">{text.import.text}</p>
      <Section title={text.import.file}>
        <div className="stack">
          <Forms asked={asked} change={(next) => setAsked({ ...asked, ...next })} />
          <p className="small soft">
            {text.import.columns} <span className="mono wrap">date, reference, account, description, debit, credit, currency, project</span>
          </p>
          <Uploader
            uploads={uploads}
            single
            only={{ accept: '.csv,text/csv', drop: text.import.drop, hint: text.import.hint, choose: text.import.choose }}
          />
        </div>
      </Section>
      {file_path && <Loaded query={query}>{(looked) => <Ready looked={looked} asked={{ ...asked, file_path }} />}</Loaded>}
    </div>
  )
}
