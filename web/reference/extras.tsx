/** What the page of a plain record shows beside its facts, by kind. */
import type { ReactNode } from 'react'
import type { RecordRow, ResourceDefinition } from '../kit/api/types'
import { StockMovements } from '../site/stock-movements'

type Extra = (props: { definition: ResourceDefinition; row: RecordRow }) => ReactNode

const EXTRAS: Record<string, Extra> = {
  'material-stock': ({ definition, row }) => <StockMovements list={definition.path} row={row} manage={definition.can.manage} />,
}

export function RecordExtra(props: { definition: ResourceDefinition; row: RecordRow }) {
  const Shown = EXTRAS[props.definition.name]
  return Shown ? <Shown {...props} /> : null
}
