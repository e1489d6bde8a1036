/** A field for a whole number: plain text with a keypad of digits, so that what is typed is never changed under the hand. */
import { TextInput, type TextInputProps } from '@mantine/core'

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: unknown
  /** A number, or what was typed while it is none; null for nothing. */
  set(value: number | string | null): void
}

export function WholeNumber({ value, set, ...rest }: Props) {
  const read = (typed: string) => set(typed.trim() === '' ? null : /^-?\d{1,15}$/.test(typed.trim()) ? Number(typed) : typed)
  return (
    <TextInput
      {...rest}
      inputMode="numeric"
      value={typeof value === 'number' || typeof value === 'string' ? String(value) : ''}
      onChange={(event) => read(event.currentTarget.value)}
    />
  )
}
