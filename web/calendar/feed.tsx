/** The secret address of one's own calendar: made, copied, renewed, ended. */
import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { post, remove } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { reasonOf } from '../kit/language/words'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

const PATH = '/api/me/calendar-feed'

interface Feed {
  active: boolean
  since: string | null
}

function Address({ url }: { url: string }) {
  const text = useText()
  const copy = async () => {
    await navigator.clipboard.writeText(url)
    say({ message: text.calendar.feedCopied })
  }
  return (
    <div className="stack tight">
      <TextInput label={text.calendar.feedAddress} value={url} readOnly onFocus={(event) => event.currentTarget.select()} data-autofocus />
      <Button variant="default" leftSection={<Copy size={16} aria-hidden />} onClick={() => void copy()}>
        {text.calendar.feedCopy}
      </Button>
    </div>
  )
}

export function FeedDialog({ opened, close }: { opened: boolean; close(): void }) {
  const text = useText()
  const format = useFormat()
  const query = useQuery({ ...one<Feed>(PATH), enabled: opened })
  const [url, setUrl] = useState<string | null>(null)
  const run = async (work: () => Promise<string | null>) => {
    try {
      setUrl(await work())
    } catch (failure) {
      const error = asApiError(failure)
      say({ color: 'red', message: reasonOf(text, error.reason, error.data.explain) })
    }
    await refresh(PATH)
  }
  const make = () => run(async () => (await post<{ url: string }>(PATH)).url)
  const end = () =>
    run(async () => {
      await remove(PATH)
      say({ message: text.calendar.feedEnded })
      return null
    })
  const leave = () => {
    setUrl(null)
    close()
  }
  return (
    <Modal opened={opened} onClose={leave} title={text.calendar.feed} closeButtonProps={{ 'aria-label': text.act.close }}>
      <div className="stack">
        <p>{text.calendar.feedLead}</p>
        {url && <Address url={url} />}
        <Loaded query={query} rows={2}>
          {({ active, since }) => (
            <>
              {!url && <p className="soft">{active && since ? text.calendar.feedSince(format.instant(since)) : text.calendar.feedNone}</p>}
              <div className="row wraps">
                <Button variant={active ? 'default' : 'filled'} onClick={() => void make()}>
                  {active ? text.calendar.feedRenew : text.calendar.feedMake}
                </Button>
                {active && (
                  <Button variant="subtle" color="red" onClick={() => void end()}>
                    {text.calendar.feedEnd}
                  </Button>
                )}
              </div>
            </>
          )}
        </Loaded>
      </div>
    </Modal>
  )
}
