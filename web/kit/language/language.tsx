/** The language of the console: a typed dictionary, loaded for the person's own language only. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Dictionary } from './en'

export const LANGUAGES = ['en', 'pt'] as const
export type Language = (typeof LANGUAGES)[number]

const STORED = 'cien.language'
const load: Record<Language, () => Promise<Dictionary>> = {
  en: async () => (await import('./en')).en,
  pt: async () => (await import('./pt')).pt,
}

const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language)

/** What the person chose on this device, else the browser's language, else English. */
export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (isLanguage(stored)) return stored
  return navigator.language.toLowerCase().startsWith('pt') ? 'pt' : 'en'
}

interface LanguageValue {
  text: Dictionary
  language: Language
  choose(language: Language): void
}

const Context = createContext<LanguageValue | null>(null)

/** Shows nothing until the dictionary is there: a blink, never a page of keys. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage)
  const [text, setText] = useState<Dictionary | null>(null)
  useEffect(() => {
    let current = true
    void load[language]().then((loaded) => {
      if (!current) return
      document.documentElement.lang = language
      setText(() => loaded)
    })
    return () => {
      current = false
    }
  }, [language])
  const value = useMemo(
    () =>
      text && {
        text,
        language,
        choose: (next: Language) => {
          localStorage.setItem(STORED, next)
          setLanguage(next)
        },
      },
    [text, language],
  )
  return value && <Context.Provider value={value}>{children}</Context.Provider>
}

/** The language and how to change it. */
export function useLanguage(): LanguageValue {
  const value = useContext(Context)
  if (!value) throw new Error('useLanguage needs a LanguageProvider')
  return value
}

/** Every text in the person's language. */
export const useText = (): Dictionary => useLanguage().text
