/** A value as JSON text. What is no JSON is a text, as one would type it; the server says whether that will do. */
import { useState } from 'react'
import type { Control } from './form.tsx'
import { isSame } from './merge.ts'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const written = (value: unknown): string => {
  if (value === undefined) return ''
  return typeof value === 'string' && parsed(value) === value ? value : JSON.stringify(value, null, 2)
}

type JsonInputProps = { control: Control; value: unknown; change: (value: unknown) => void; rows?: number }

export const JsonInput = ({ control, value, change, rows = 1 }: JsonInputProps) => {
  const [held, setHeld] = useState({ text: written(value), value })
  // Where the value became another without typing (a row moved, a draft was merged), the text follows.
  const text = isSame(held.value, value) ? held.text : written(value)
  return (
    <textarea
      {...control}
      className="input code"
      rows={rows}
      spellCheck={false}
      value={text}
      onChange={event => {
        const next = { text: event.target.value, value: parsed(event.target.value) }
        setHeld(next)
        change(next.value)
      }}
    />
  )
}
