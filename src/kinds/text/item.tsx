/** What is to be answered: the text of the item, and whatever else it tells in words. */
import { memo } from 'react'
import type { Input } from '../kind.ts'
import type { TextDesk } from './editor.tsx'

/** `policy_section` as a heading: `Policy section`. */
const headingOf = (field: string): string => {
  const words = field.replace(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** Every further field that is a text; `title`, or else `subject`, stands above the item already. */
const contextOf = (input: Input): [field: string, text: string][] => {
  const above = ['title', 'subject'].find(field => isText(input[field]))
  return Object.entries(input).filter(
    (entry): entry is [string, string] => entry[0] !== 'text' && entry[0] !== above && isText(entry[1]),
  )
}

export const Item = memo(({ input }: TextDesk) => {
  const context = contextOf(input)
  return (
    <div className="text-desk">
      <div className="text-item">
        {input.text.split(/(?:\r?\n){2,}/).map((paragraph, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have nothing else to be known by
          <p key={index} dir="auto">
            {paragraph}
          </p>
        ))}
      </div>
      {context.length > 0 && (
        <dl className="text-context">
          {context.map(([field, text]) => (
            <div key={field}>
              <dt>{headingOf(field)}</dt>
              <dd dir="auto">{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
})
