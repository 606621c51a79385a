/** What forms and settings are made of: a card with a heading, a field with what is wrong with it, a text to copy. */
import './form.css'
import { Copy } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { codeOf, ProblemError, toldOf } from './call.ts'
import { Button } from './parts.tsx'

type SectionProps = { title: string; about?: ReactNode; tools?: ReactNode; children: ReactNode }

/** A card: its heading, a line of what it is for, what one can do, and the rest. */
export const Section = ({ title, about, tools, children }: SectionProps) => {
  const id = useId()
  return (
    <section className="card section" aria-labelledby={id}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {about && <p className="meta">{about}</p>}
        </div>
        {tools && <div className="section-tools">{tools}</div>}
      </header>
      {children}
    </section>
  )
}

/** What a control needs so that its label, its hint and its fault are read out with it. */
export type Control = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }

type FormFieldProps = {
  label: string
  hint?: ReactNode
  /** What is wrong with what was entered. */
  fault?: string | undefined
  children: (control: Control) => ReactNode
}

export const FormField = ({ label, hint, fault, children }: FormFieldProps) => {
  const id = useId()
  const told = hint || fault ? { 'aria-describedby': `${id}-told` } : {}
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, ...told, ...(fault && { 'aria-invalid': true as const }) })}
      {(hint || fault) && (
        <div id={`${id}-told`} className="meta">
          {fault && <p className="bad">{fault}</p>}
          {hint && <p>{hint}</p>}
        </div>
      )}
    </div>
  )
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

type Issue = { field: string; expected: string }

/** What the server has against a field, by its dotted name; what is wrong further in is told at the field around it. */
export const faultAt = (error: unknown, field: string): string | undefined => {
  if (!(error instanceof ProblemError)) return undefined
  const { problem } = error
  const issues = (problem.issues as Issue[] | undefined) ?? []
  const all = [{ field: problem.field, expected: problem.expected ?? problem.detail }, ...issues]
  const found = all.find(each => each.field === field || each.field?.startsWith(`${field}.`))
  return found && sentence(found.expected)
}

/** A refusal begins with the place it is about, for programs: people read that last. */
const placedLast = (error: unknown): string => {
  const told = toldOf(error)
  const field = error instanceof ProblemError ? error.problem.field : undefined
  const begins = `${field}: `
  return told.startsWith(begins) ? `${told.slice(begins.length)} (${field})` : told
}

/** The way back opens beside this page, so that what was typed here stays. */
const SignedOut = () => (
  <>
    You are signed out, and nothing was changed.{' '}
    <a href="/sign-in" target="_blank" rel="noopener">
      Sign in
    </a>{' '}
    in another tab, then try again.
  </>
)

/** What went wrong with the last attempt, in a sentence. */
export const Fault = ({ error }: { error: unknown }) => (
  <div role="alert">
    {error != null && (
      <p className="notice bad">{codeOf(error) === 'UNAUTHENTICATED' ? <SignedOut /> : sentence(placedLast(error))}</p>
    )}
  </div>
)

type FormEndProps = {
  act: { error: unknown; isPending: boolean }
  close: () => void
  /** What leaving it is called. */
  back?: string
  look?: 'primary' | 'danger'
  children: ReactNode
}

/** The end of a form in a dialog: what went wrong, a way out, and the button that sends it. */
export const FormEnd = ({ act, close, back = 'Cancel', look = 'primary', children }: FormEndProps) => (
  <>
    <Fault error={act.error} />
    <div className="form-end right">
      <Button look="plain" onClick={() => close()}>
        {back}
      </Button>
      <Button look={look} type="submit" disabled={act.isPending}>
        {children}
      </Button>
    </div>
  </>
)

/** Takes a text to the clipboard, and says so. */
export const CopyButton = ({ what, text }: { what: string; text: string }) => {
  const [told, setTold] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setTold('Copied.'),
      () => setTold('This browser does not let us copy: select the text and copy it yourself.'),
    )
  return (
    <div className="form-end">
      <Button icon={Copy} onClick={() => void copy()}>
        Copy {what}
      </Button>
      <span role="status" className="meta">
        {told}
      </span>
    </div>
  )
}

/** A line to take along, such as a secret that is shown this once. */
export const CopyText = ({ label, text, hint }: { label: string; text: string; hint?: ReactNode }) => (
  <div className="copy">
    <FormField label={label} hint={hint}>
      {control => (
        <input {...control} className="input" readOnly value={text} onFocus={event => event.currentTarget.select()} />
      )}
    </FormField>
    <CopyButton what={label.toLowerCase()} text={text} />
  </div>
)
