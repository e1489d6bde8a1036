/** The records of a kind that belong to another record: the first of them, and the way to all. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { list, useResource } from '../api/queries'
import type { RecordRow, ResourceDefinition } from '../api/types'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { linkTo, listAddress, recordAddress } from '../record/address'
import { Section } from '../record/frame'
import { Loaded } from '../states/states'
import { useResourceColumns } from './columns'
import './list.css'

const SHOWN = 8

interface Props {
  resource: string
  /** The field that points at the record, and its id. */
  by: { field: string; id: string }
  columns: string[]
  sort?: string
  /** Where all of them are and where one is made, for kinds that are not listed and made like records. */
  links?: { all: string; make: string }
}

function Rows({ definition, rows, columns }: { definition: ResourceDefinition; rows: RecordRow[]; columns: string[] }) {
  const all = useResourceColumns(definition).columns
  const shown = columns.flatMap((name) => all.find((column) => column.name === name) ?? [])
  return (
    <div className="plain-table">
      <table>
        <thead>
          <tr>
            {shown.map((column) => (
              <th key={column.name} scope="col" className={column.numeric ? 'numeric' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {shown.map((column, at) => (
                <td key={column.name} className={column.numeric ? 'numeric' : undefined} data-label={column.label}>
                  {at === 0 ? <Link to={recordAddress(definition.name, row.id)}>{column.render(row)}</Link> : column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Related({ definition, by, columns, sort, links }: Props & { definition: ResourceDefinition }) {
  const text = useText()
  const filter = { [`filter[${by.field}]`]: by.id }
  const query = useQuery(list<RecordRow>(definition.path, { ...filter, per_page: SHOWN, ...(sort ? { sort } : {}) }))
  const title = wordOf(text, 'titles', definition.title)
  const total = query.data?.meta.total ?? 0
  const make = definition.can.manage && definition.methods.includes('post') && (
    <Button
      component={Link}
      {...linkTo(links?.make ?? `${listAddress(definition.name)}/new?${by.field}=${by.id}`)}
      size="compact-sm"
      variant="default"
      leftSection={<Plus size={14} aria-hidden />}
    >
      {text.act.newOf(wordOf(text, 'types', definition.type))}
    </Button>
  )
  return (
    <Section title={title} action={make} padded={false}>
      <Loaded query={query} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="soft section-body">{text.projects.relatedEmpty}</p>
          ) : (
            <>
              <Rows definition={definition} rows={data} columns={columns} />
              {total > data.length && (
                <div className="section-foot">
                  <Link {...linkTo(links?.all ?? listAddress(definition.name, filter))}>{text.projects.showAll(total)}</Link>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  )
}

/** Nothing where the person may not see the kind, or Cien has no such records yet. */
export function RelatedList(props: Props) {
  const { definition, query } = useResource(props.resource)
  if (query.data && !definition?.can.view) return null
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Related {...props} definition={found} />}</Loaded>
}
