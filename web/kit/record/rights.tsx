/** Rights in words, one line a module. */
import { useText } from '../language/language'
import { rightsOf } from '../language/words'
import './record.css'

export function Rights({ slugs }: { slugs: readonly string[] }) {
  const text = useText()
  return (
    <dl className="rights">
      {rightsOf(text, slugs).map(({ module, rights }) => (
        <div key={module}>
          <dt>{module}</dt>
          <dd>{rights}</dd>
        </div>
      ))}
    </dl>
  )
}
