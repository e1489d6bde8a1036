/** Which languages there are, which one a person reads, and their words, fetched for that one only. */
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

/** Keeps the choice on this device. */
export const keepLanguage = (language: Language): void => localStorage.setItem(STORED, language)

/** A language with its words. */
export interface Spoken {
  language: Language
  text: Dictionary
}

/** The words of a language; the page says which it speaks. */
export async function speak(language: Language): Promise<Spoken> {
  const text = await load[language]()
  document.documentElement.lang = language
  return { language, text }
}
