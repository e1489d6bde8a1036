/** Keeps a broken page from taking the console with it. */
import { Button } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { useText } from '../language/language'
import { EmptyState } from './states'

/** Shown by the router in place of a page that threw, or whose code could not be loaded. */
export function BrokenPage({ reset }: { reset?: () => void }) {
  const text = useText()
  const again = () => {
    reset?.()
    // A new release has replaced the page's code: only a fresh start finds it.
    window.location.reload()
  }
  return (
    <div role="alert" className="page">
      <EmptyState icon={TriangleAlert} title={text.states.pageBroke} action={<Button onClick={again}>{text.act.retry}</Button>}>
        {text.states.failedText}
      </EmptyState>
    </div>
  )
}
