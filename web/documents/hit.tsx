/** Words around a search hit; what matched is marked, never read as markup. */

/** ⟦ and ⟧ enclose what matched. */
export function Hit({ words }: { words: string }) {
  const parts = words.split(/[⟦⟧]/)
  return <>{parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>
}
