/** What is typed between calling for the palette and its appearance is not lost, and starts nothing else. */

let typed = ''
let listening = false

function keep(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape') return stop()
  if (event.key.length !== 1 && event.key !== 'Backspace') return
  event.preventDefault()
  event.stopPropagation()
  typed = event.key === 'Backspace' ? typed.slice(0, -1) : typed + event.key
}

function stop(): void {
  window.removeEventListener('keydown', keep, true)
  listening = false
}

/** Begins to keep what is typed. */
export function keepTyped(): void {
  typed = ''
  if (!listening) window.addEventListener('keydown', keep, true)
  listening = true
}

/** What was typed until now; from here on the field has it. */
export function takeTyped(): string {
  stop()
  const taken = typed
  typed = ''
  return taken
}
