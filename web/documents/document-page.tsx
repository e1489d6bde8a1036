/** One document: its file, facts, versions and shares; its story, its process and what may be done now. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { getFile, post, remove } from '../kit/api/client'
import { one, refresh } from '../kit/api/queries'
import type { DocumentDetail } from '../kit/api/types'
import { TaskSection } from '../kit/decision/task-section'
import { Viewer } from '../kit/files/viewer'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { saveFile } from '../kit/list/export'
import { ActionButton } from '../kit/record/action-button'
import { Confirm } from '../kit/record/confirm'
import { Facts, type MenuAction, RecordColumns, RecordHeader, Section } from '../kit/record/frame'
import { ProcessMap } from '../kit/record/process-map'
import { useStep } from '../kit/record/step'
import { Moment } from '../kit/record/story'
import { StoryTabs } from '../kit/record/story-tabs'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Resubmit } from './resubmit'
import { Shares } from './shares'
import { Versions } from './versions'

type Asked = 'withdraw' | 'remove' | 'resubmit' | null

const LIST = '/api/admin/documents'
const pathOf = (id: string): string => `${LIST}/${id}`

async function download(document: DocumentDetail): Promise<void> {
  const blob = await getFile(`${pathOf(document.id)}/file?download=1`)
  saveFile(document.file?.original_name ?? document.name, blob)
}

interface ActionsProps {
  document: DocumentDetail
  ask(what: Asked): void
}

/** The two likely actions of the status; the rest stand in the menu. */
function Actions({ document, ask }: ActionsProps) {
  const text = useText()
  const step = useStep(LIST)
  const { can, status } = document
  const submit = () => void step(() => post(`${pathOf(document.id)}/submit`, {}), text.documents.submitted)
  return (
    <>
      {status === 'draft' && (
        <ActionButton ability={can.submit} run={submit}>
          {text.documents.submit}
        </ActionButton>
      )}
      {status === 'rejected' && (
        <ActionButton ability={can.resubmit} run={() => ask('resubmit')}>
          {text.documents.resubmit}
        </ActionButton>
      )}
      {status === 'in_verification' && (
        <ActionButton ability={can.withdraw} variant="default" run={() => ask('withdraw')}>
          {text.documents.withdraw}
        </ActionButton>
      )}
      <ActionButton ability={can.download} variant="default" run={() => void step(() => download(document), text.act.download)}>
        {text.act.download}
      </ActionButton>
    </>
  )
}

function useMenu(document: DocumentDetail, ask: (what: Asked) => void): MenuAction[] {
  const text = useText()
  const go = useNavigate()
  return [
    { label: text.act.edit, ability: document.can.edit, run: () => void go({ to: `/documents/${document.id}/edit` }) },
    { label: text.act.remove, ability: document.can.remove, danger: true, run: () => ask('remove') },
  ]
}

function DocumentFacts({ document }: { document: DocumentDetail }) {
  const text = useText()
  const format = useFormat()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <div className="stack">
      <ProcessMap process="document" status={document.status} />
      <Facts
        facts={[
          { label: label('document_type_id'), value: document.document_type?.name },
          { label: label('project_id'), value: document.project?.name },
          { label: label('description'), value: document.description && <span className="wrap">{document.description}</span> },
          { label: label('uploaded_by_id'), value: document.uploaded_by?.name },
          { label: label('document_version'), value: document.document_version },
          { label: label('file'), value: document.file && `${document.file.original_name} · ${format.bytes(document.file.size_bytes)}` },
          { label: label('created_at'), value: <Moment at={document.created_at} /> },
          { label: label('updated_at'), value: <Moment at={document.updated_at} /> },
        ]}
      />
      {document.status === 'archived' && <p className="soft small">{text.documents.lockedText}</p>}
    </div>
  )
}

function Document({ document }: { document: DocumentDetail }) {
  const text = useText()
  const go = useNavigate()
  const [asked, ask] = useState<Asked>(null)
  const path = pathOf(document.id)
  const step = useStep(LIST)
  const menu = useMenu(document, ask)
  const close = () => ask(null)
  usePageTitle({ label: text.documents.title, to: '/documents' }, { label: document.name })
  const removeIt = async () => {
    await remove(path)
    say({ message: text.documents.removedOne })
    await refresh(LIST)
    void go({ to: '/documents' })
  }
  return (
    <div className="page">
      <RecordHeader
        kind={text.types.document ?? ''}
        name={document.name}
        status={document.status}
        actions={<Actions document={document} ask={ask} />}
        menu={menu}
        process={document.process}
      />
      <RecordColumns
        left={
          <>
            {document.file && (
              <div className="card" style={{ height: 620, overflow: 'hidden' }}>
                <Viewer
                  file={{
                    path: `${path}/file?version=${document.document_version}`,
                    name: document.file.original_name,
                    mime_type: document.file.mime_type,
                  }}
                />
              </div>
            )}
            <Versions path={path} />
          </>
        }
        right={
          <>
            <TaskSection task={document.task} path={LIST} />
            <Section title={text.record.facts}>
              <DocumentFacts document={document} />
            </Section>
            <StoryTabs path={path} />
            {document.can.share?.allowed && <Shares path={path} />}
          </>
        }
      />
      <Confirm
        opened={asked === 'withdraw'}
        title={text.documents.withdraw}
        verb={text.documents.withdraw}
        onClose={close}
        run={async () => void (await step(() => post(`${path}/withdraw`, {}), text.documents.withdrawn))}
      />
      <Confirm
        opened={asked === 'remove'}
        title={text.record.deleteTitle(document.name)}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={close}
        run={removeIt}
      />
      <Resubmit opened={asked === 'resubmit'} path={path} onClose={close} />
    </div>
  )
}

export function DocumentPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<DocumentDetail>(pathOf(id)))
  return <Loaded query={query}>{(document) => <Document document={document} />}</Loaded>
}
