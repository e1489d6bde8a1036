/** Roles as a matrix: permissions down, roles across; ticked, counted, saved together. */
import { ActionIcon, Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, Search, Trash2 } from 'lucide-react'
import { Fragment, useState } from 'react'
import { post, put, remove } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { list, one, refresh } from '../kit/api/queries'
import type { RecordRow } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { Confirm } from '../kit/record/confirm'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { useLeaveGuard } from '../kit/form/draft'
import './roles.css'

const PATH = '/api/admin/roles'

interface Role extends RecordRow {
  name: string
  system: boolean
  permission_ids: string[]
}

interface Permission {
  id: string
  module: string
  description: string
}

/** The system's admin role holds every right without listing it. */
const holdsAll = (role: Role): boolean => role.system && role.slug === 'admin'

/** Slugs of the roles that were ticked or cleared and are not saved yet. */
type Changes = ReadonlyMap<string, ReadonlySet<string>>

const same = (a: ReadonlySet<string>, b: readonly string[]): boolean => a.size === b.length && b.every((slug) => a.has(slug))

function useMatrix(roles: Role[]) {
  const text = useText()
  const [changes, setChanges] = useState<Changes>(new Map())
  const [busy, setBusy] = useState(false)
  const heldBy = (role: Role): ReadonlySet<string> => changes.get(role.id) ?? new Set(role.permission_ids)
  const toggle = (role: Role, slug: string) => {
    const held = new Set(heldBy(role))
    if (!held.delete(slug)) held.add(slug)
    const next = new Map(changes)
    if (same(held, role.permission_ids)) next.delete(role.id)
    else next.set(role.id, held)
    setChanges(next)
  }
  const saveOne = async (role: Role, held: ReadonlySet<string>) => {
    try {
      await put(`${PATH}/${role.id}`, { permission_ids: [...held], version: role.version })
      setChanges((now) => new Map([...now].filter(([id]) => id !== role.id)))
      say({ message: `${text.people.matrixSaved}: ${role.name}` })
    } catch (failure) {
      const error = asApiError(failure)
      say({
        color: 'red',
        title: role.name,
        message: reasonOf(text, error.reason, error.data.explain ?? error.data.message),
      })
    }
  }
  const save = async () => {
    setBusy(true)
    for (const role of roles) {
      const held = changes.get(role.id)
      if (held) await saveOne(role, held)
    }
    await refresh(PATH)
    setBusy(false)
  }
  return { changes, heldBy, toggle, save, busy, reset: () => setChanges(new Map()) }
}

const headOf = (id: string): string => `role-${id}`

/** Brings a new role's column into sight: roles stand by name, so it may be far to the right. */
function showRole(id: string): void {
  requestAnimationFrame(() => {
    const head = document.getElementById(headOf(id))
    head?.scrollIntoView({ block: 'nearest', inline: 'center' })
    head?.classList.add('fresh')
  })
}

interface MatrixProps {
  roles: Role[]
  permissions: Permission[]
  matrix: ReturnType<typeof useMatrix>
  editable: boolean
  ask(role: Role): void
}

function Matrix({ roles, permissions, matrix, editable, ask }: MatrixProps) {
  const text = useText()
  const modules = [...new Set(permissions.map((permission) => permission.module))]
  return (
    <div className="matrix" tabIndex={0} role="region" aria-label={text.people.matrix}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.people.permission}</th>
            {roles.map((role) => (
              <th key={role.id} id={headOf(role.id)} scope="col">
                <span className="row">
                  {role.name}
                  {editable && !role.system && (
                    <ActionIcon size={24} aria-label={text.people.deleteRole(role.name)} onClick={() => ask(role)}>
                      <Trash2 size={14} aria-hidden />
                    </ActionIcon>
                  )}
                </span>
                {role.system && <span className="small soft">{text.people.system}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {modules.map((module) => (
            <Fragment key={module}>
              <tr className="module">
                <th scope="colgroup" colSpan={roles.length + 1}>
                  <span>{wordOf(text, 'moduleNames', module)}</span>
                </th>
              </tr>
              {permissions
                .filter((permission) => permission.module === module)
                .map((permission) => (
                  <tr key={permission.id}>
                    <th scope="row">
                      <span className="mono">{permission.id}</span>
                      <span className="small soft block">{permission.description}</span>
                    </th>
                    {roles.map((role) => (
                      <td key={role.id}>
                        <Checkbox
                          size="sm"
                          aria-label={text.people.grant(permission.id, role.name)}
                          checked={holdsAll(role) || matrix.heldBy(role).has(permission.id)}
                          disabled={role.system || !editable}
                          onChange={() => matrix.toggle(role, permission.id)}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function NewRole({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useText()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const create = async () => {
    try {
      const made = await post<Role>(PATH, { name: name.trim(), permission_ids: [] })
      setName('')
      onClose()
      await refresh(PATH)
      say({ message: text.people.roleMade(made.name) })
      showRole(made.id)
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = Object.values(error.data.errors ?? {}).flat()[0]
      setProblem(wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain))
    }
  }
  return (
    <Modal opened={opened} onClose={onClose} title={text.people.newRole} closeButtonProps={{ 'aria-label': text.act.close }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <TextInput
          label={wordOf(text, 'fields', 'name')}
          required
          data-autofocus
          value={name}
          error={problem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit">{text.act.create}</Button>
      </form>
    </Modal>
  )
}

function Roles({ roles, permissions }: { roles: Role[]; permissions: Permission[] }) {
  const text = useText()
  const editable = useMe()?.user_type === 'admin'
  const matrix = useMatrix(roles)
  const [search, setSearch] = useState('')
  const [making, setMaking] = useState(false)
  const [removing, setRemoving] = useState<Role | null>(null)
  const guard = useLeaveGuard(() => matrix.changes.size > 0)
  const shown = permissions.filter((permission) =>
    `${permission.id} ${permission.description}`.toLowerCase().includes(search.toLowerCase()),
  )
  const removeIt = async () => {
    await remove(`${PATH}/${removing?.id}`)
    await refresh(PATH)
  }
  return (
    <div className="page wide roles">
      <header className="page-head">
        <div className="grow">
          <h1>{text.people.roles}</h1>
          <p className="soft">{text.people.matrixText}</p>
        </div>
        <TextInput
          aria-label={text.people.search}
          placeholder={text.people.search}
          leftSection={<Search size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {text.people.newRole}
        </Button>
        {matrix.changes.size > 0 && (
          <>
            <Button variant="subtle" onClick={matrix.reset}>
              {text.act.discard}
            </Button>
            <Button loading={matrix.busy} onClick={() => void matrix.save()}>
              {text.people.saveMatrix}
            </Button>
          </>
        )}
      </header>
      <Matrix roles={roles} permissions={shown} matrix={matrix} editable={editable} ask={setRemoving} />
      <NewRole opened={making} onClose={() => setMaking(false)} />
      <Confirm
        opened={removing !== null}
        title={text.people.deleteRole(removing?.name ?? '')}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setRemoving(null)}
        run={removeIt}
      />
      <Confirm
        opened={guard.asking}
        title={text.form.leaveTitle}
        verb={text.act.discard}
        onClose={guard.stay}
        run={async () => guard.leave()}
      />
    </div>
  )
}

export function RolesPage() {
  const text = useText()
  const roles = useQuery(list<Role>(PATH, { per_page: 100, sort: 'name' }))
  const permissions = useQuery(one<Permission[]>('/api/admin/permissions'))
  usePageTitle({ label: text.people.roles })
  return (
    <Loaded query={roles}>{({ data }) => <Loaded query={permissions}>{(all) => <Roles roles={data} permissions={all} />}</Loaded>}</Loaded>
  )
}
