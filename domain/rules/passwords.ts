/** What a password must be (api.md §1): long enough, not common, not the username. */

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 200

/** The form that is hashed: look-alike spellings of one password are one password (Unicode NFKC). */
export const normalised = (password: string): string => password.normalize('NFKC')

// Words that head every list of stolen passwords; alone, repeated or with digits around them they are guessed first.
const WORDS = new Set(
  `password passwort passw pass senha contrasena motdepasse secret geheim segredo welcome bemvindo willkommen bienvenue login signin admin administrator
  administrador root superuser user usuario username guest default changeme changeit letmein opensesame access master test testing tester demo temp
  qwerty qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm qwertyuiop iloveyou loveyou teamo euteamo sunshine princess football baseball basketball
  soccer futebol monkey dragon shadow superman batman spiderman pokemon starwars michael jennifer jordan charlie daniel thomas jessica ashley
  hunter hunting freedom whatever trustno computer internet samsung iphone google facebook microsoft windows flower liverpool chelsea arsenal
  barcelona realmadrid corinthians flamengo palmeiras brasil brazil portugal lisboa london summer winter spring autumn verao inverno january
  february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday hello
  helloworld killer cookie cheese chocolate banana orange purple yellow silver golden diamond crystal angel forever jesus jesuscristo godisgood
  blessed family mother father secret1 abc abcd abcdef abcdefgh company business cien`.split(/\s+/),
)

const LEET: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' }
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
]

/** The shortest text that `text` repeats. */
function unitOf(text: string): string {
  const length = (text + text).indexOf(text, 1)
  return text.slice(0, length)
}

const letters = (text: string): string => text.replace(/[^\p{L}]/gu, '')
const unleet = (text: string): string => text.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign)
const isRun = (text: string): boolean => RUNS.some((run) => run.includes(text) || Array.from(run).reverse().join('').includes(text))

/** True for a keyboard or alphabet run, a few characters repeated, or a common word with digits and signs around it. */
export function isCommon(password: string): boolean {
  const text = normalised(password).toLowerCase()
  if (new Set(text).size < 5 || unitOf(text).length <= 4) return true
  const unit = unitOf(text)
  if (isRun(unit) || (unit.length >= 6 && text.split(/(?<=\D)(?=\d)|(?<=\d)(?=\D)/).every(isRun))) return true
  // Digits at the end are a tail, not letters in disguise: both readings are tried.
  const tail = /[^\p{L}]+$/u
  const readings = [letters(text), letters(unleet(text)), letters(unleet(text.replace(tail, ''))), letters(unleet(unit.replace(tail, '')))]
  return readings.some((word) => WORDS.has(word) || WORDS.has(unitOf(word)))
}

/** True when the password holds the username (of three letters or more), whatever the case. */
export const holdsUsername = (password: string, username: string): boolean =>
  username.length >= 3 && normalised(password).toLowerCase().includes(username.toLowerCase())
