/** The language of the console: a typed dictionary, loaded for the person's own language only. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { keepLanguage, type Language, type Spoken, speak } from './dictionaries'
import type { Dictionary } from './en'

interface LanguageValue extends Spoken {
  choose(language: Language): void
}

const Context = createContext<LanguageValue | null>(null)

/** Speaks `first`; another language takes its place when its words are there: never a page of keys. */
export function LanguageProvider({ first, children }: { first: Spoken; children: ReactNode }) {
  const [spoken, setSpoken] = useState(first)
  const value = useMemo(
    () => ({
      ...spoken,
      choose(next: Language) {
        keepLanguage(next)
        void speak(next).then(setSpoken)
      },
    }),
    [spoken],
  )
  return <Context.Provider value={value}>{children}</Context.Provider>
}

/** The language and how to change it. */
export function useLanguage(): LanguageValue {
  const value = useContext(Context)
  if (!value) throw new Error('useLanguage needs a LanguageProvider')
  return value
}

/** Every text in the person's language. */
export const useText = (): Dictionary => useLanguage().text
