/** Menus and panels that are fetched when first needed: the button is there at once, its menu a moment later. */
import { type ComponentType, useEffect, useState } from 'react'

interface Later<Props> {
  /** The whole part with its button, once it has been asked for and fetched. */
  Part: ComponentType<Props> | null
  /** For the button that stands in: fetched as it is neared, opened as it is pressed. */
  button: { onClick(): void; onPointerEnter(): void; onFocus(): void; 'aria-haspopup': true; 'aria-expanded': false }
}

/** The part must take the focus and open as it appears (`useOpenAtOnce`): it takes the place of the pressed button. */
export function useLater<Props>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null)
  const near = () => void load()
  const press = () => void load().then((part) => setPart(() => part))
  return { Part, button: { onClick: press, onPointerEnter: near, onFocus: near, 'aria-haspopup': true, 'aria-expanded': false } }
}

/** Opened as soon as it is there: not before, for the part returns the focus to what had it when it opened. */
export function useOpenAtOnce(): [boolean, (opened: boolean) => void] {
  const [opened, setOpened] = useState(false)
  useEffect(() => setOpened(true), [])
  return [opened, setOpened]
}
