/** The signature that is printed on generated documents. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { put } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import { useUploads } from '../kit/files/uploads'
import { Uploader } from '../kit/files/uploader'
import { Viewer } from '../kit/files/viewer'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { usePageTitle } from '../kit/shell/crumbs'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

const PATH = '/api/admin/signature-settings'

interface Signature {
  signature_image_path: string | null
  signer_name: string | null
  signer_title: string | null
  version: number
}

function SignatureForm({ signature }: { signature: Signature }) {
  const text = useText()
  const uploads = useUploads(true)
  const [signer_name, setName] = useState(signature.signer_name ?? '')
  const [signer_title, setTitle] = useState(signature.signer_title ?? '')
  const [busy, setBusy] = useState(false)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const file_path = uploads.items[0]?.staged?.file_path
    const body = {
      signer_name: signer_name.trim() || null,
      signer_title: signer_title.trim() || null,
      ...(file_path ? { signature_image_path: file_path } : {}),
      ...(signature.version > 0 ? { version: signature.version } : {}),
    }
    try {
      await put(PATH, body)
      say({ message: text.form.saved })
      await refresh(PATH)
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      say({
        color: 'red',
        message: wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain ?? error.data.message),
      })
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="card padded stack" onSubmit={(event) => void save(event)}>
      {signature.signature_image_path && (
        <div style={{ height: 260 }}>
          <Viewer file={{ path: `${PATH}/image?v=${signature.version}`, name: text.settings.signature, mime_type: 'image/png' }} />
        </div>
      )}
      <Uploader uploads={uploads} single />
      <TextInput
        label={wordOf(text, 'fields', 'signer_name')}
        value={signer_name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={wordOf(text, 'fields', 'signer_title')}
        value={signer_title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" loading={busy}>
          {text.act.save}
        </Button>
      </div>
    </form>
  )
}

export function SignaturePage() {
  const text = useText()
  const query = useQuery(one<Signature>(PATH))
  usePageTitle({ label: text.settings.signature })
  return (
    <div className="page narrow stack">
      <div>
        <h1>{text.settings.signature}</h1>
        <p className="soft">{text.settings.signatureLead}</p>
      </div>
      <Loaded query={query}>{(signature) => <SignatureForm key={signature.version} signature={signature} />}</Loaded>
    </div>
  )
}
