/** The help of a page: a paragraph and its keys. */
import { Modal } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { keyCaps, registeredKeys, type Shortcut } from '../keys/keys'
import type { Dictionary } from '../language/en'
import { useText } from '../language/language'

function Keys({ title, list }: { title: string; list: Shortcut[] }) {
  if (list.length === 0) return null
  return (
    <section className="stack tight">
      <h3>{title}</h3>
      <dl className="key-list">
        {list.map((each) => (
          <div key={each.keys + each.label} style={{ display: 'contents' }}>
            <dt>{each.label}</dt>
            <dd>
              {keyCaps(each.keys).map((cap, index) => (
                <kbd key={index}>{cap}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const PAGES: [RegExp, Exclude<keyof Dictionary['help']['texts'], 'general'>][] = [
  [/^\/dashboard/, 'dashboard'],
  [/^\/setup/, 'setup'],
  [/^\/(calendar|site-visits)/, 'calendar'],
  [/^\/gallery/, 'gallery'],
  [/^\/expenses/, 'expenses'],
  [/^\/clock/, 'clock'],
  [/^\/(client|contractor)/, 'portal'],
  [/^\/inbox/, 'inbox'],
  [/^\/documents/, 'documents'],
  [/^\/journals\/new$/, 'journal'],
  [/\/(new|edit)$/, 'form'],
  [/^\/(vouchers|variation-orders|daywork-orders)/, 'vouchers'],
  [/^\/ledger\/verify/, 'verify'],
  [/^\/ledger/, 'ledger'],
  [/^\/(journals|accounts)/, 'accounting'],
  [/^\/reports/, 'reports'],
  [/^\/periods/, 'periods'],
  [/^\/projects\/[^/]+/, 'project'],
  [/^\/proposals\/[^/]+/, 'proposal'],
  [/^\/records\/[^/]+\/[^/]+/, 'record'],
  [/^\/(records|people|audit|projects|proposals)/, 'list'],
]

export function Help({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useText()
  const { pathname } = useLocation()
  const { page, everywhere } = opened ? registeredKeys() : { page: [], everywhere: [] }
  const topic = PAGES.find(([pattern]) => pattern.test(pathname))?.[1] ?? 'general'
  return (
    <Modal opened={opened} onClose={onClose} title={text.help.title} closeButtonProps={{ 'aria-label': text.act.close }}>
      <div className="stack">
        <p>{text.help.texts[topic]}</p>
        <Keys title={text.help.keys} list={page} />
        <Keys title={text.help.everywhere} list={everywhere} />
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {text.help.docs}
        </a>
      </div>
    </Modal>
  )
}
