/** A small table of lines whose amounts stand at the right; on a phone each line becomes a card that names its cells. */
import type { ReactNode } from 'react'
import '../kit/list/list.css'

export interface LineColumn<Line> {
  key: string
  label: string
  numeric?: boolean
  className?: string
  cell(line: Line): ReactNode
}

interface Props<Line> {
  columns: readonly LineColumn<Line>[]
  lines: readonly Line[]
  keyOf(line: Line): string
  className?: string
  /** A row above the lines, such as the opening balance. */
  before?: ReactNode
  /** The row that sums them up. */
  foot?: ReactNode
}

const classOf = ({ numeric, className }: Pick<LineColumn<never>, 'numeric' | 'className'>): string | undefined =>
  [numeric && 'numeric', className].filter(Boolean).join(' ') || undefined

export function LinesTable<Line>({ columns, lines, keyOf, className = '', before, foot }: Props<Line>) {
  return (
    <div className={`plain-table ${className}`}>
      <table>
        <thead>
          <tr>
            {columns.map(({ key, label, numeric }) => (
              <th key={key} scope="col" className={numeric ? 'numeric' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before}
          {lines.map((line) => (
            <tr key={keyOf(line)}>
              {columns.map((column) => (
                <td key={column.key} data-label={column.label} className={classOf(column)}>
                  {column.cell(line)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  )
}
