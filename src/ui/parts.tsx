/** The small parts every page is made of. */
import { type LucideIcon, X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { codeOf, toldOf } from './call.ts'
import { type Command, useCap } from './keys.ts'
import type { Pages } from './pages.ts'

/** The cap of a command's key. Said by the button's `aria-keyshortcuts`, so not read out twice. */
export const KeyCap = ({ of }: { of: Pick<Command, 'id' | 'key'> }) => {
  const cap = useCap(of)
  return cap ? (
    <kbd className="keycap" aria-hidden="true">
      {cap}
    </kbd>
  ) : null
}

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  look?: 'primary' | 'plain' | 'danger'
  icon?: LucideIcon
  /** The command whose key does the same. */
  command?: Pick<Command, 'id' | 'key'>
}

/** A button: verb and object, and the cap of its key. */
export const Button = ({ look, icon: Icon, command, children, ...rest }: ButtonProps) => (
  <button type="button" className={`button ${look ?? ''}`} {...rest}>
    {Icon && <Icon size={16} aria-hidden="true" />}
    {children}
    {command && <KeyCap of={command} />}
  </button>
)

/** A button that shows an icon only; its name is read out and shown as a tooltip. */
export const IconButton = ({
  icon: Icon,
  name,
  ...rest
}: Omit<ButtonProps, 'icon' | 'children' | 'look' | 'command'> & { icon: LucideIcon; name: string }) => (
  <button type="button" className="button plain icon" aria-label={name} title={name} {...rest}>
    <Icon size={16} aria-hidden="true" />
  </button>
)

type DialogProps = { open: boolean; onClose: () => void; title: string; children: ReactNode }

/** A modal dialog: the browser's own, so that focus, Escape and the page behind it are right. */
export const Dialog = ({ open, onClose, title, children }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (open && !dialog?.open) dialog?.showModal()
    if (!open && dialog?.open) dialog.close()
  }, [open])
  return (
    // Heard a moment later too, where `open` closed it: by then another dialog may be open.
    <dialog ref={ref} className="dialog" aria-label={title} onClose={() => open && onClose()}>
      {open && (
        <>
          <h2 className="dialog-title">{title}</h2>
          {children}
          {/* The last one, so that focus begins with what the dialog is for. */}
          <IconButton icon={X} name="Close" onClick={() => ref.current?.close()} />
        </>
      )}
    </dialog>
  )
}

/** What is shown where there is nothing to show, or nothing yet. */
export const State = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="state">
    <p className="title">{title}</p>
    {children}
  </div>
)

/** While something loads: said at once to screen readers, shown only when it takes a while: nothing flickers. */
export const Loading = ({ what }: { what: string }) => (
  <div className="state loading" role="status">
    <span>Loading {what}…</span>
  </div>
)

const TITLES: Record<string, string> = {
  FORBIDDEN: 'This is not open to your role.',
  NOT_FOUND: 'There is no such thing here.',
  UNAUTHENTICATED: 'You are signed out.',
}

/** What went wrong, and a way on. */
export const Failure = ({ error, retry }: { error: unknown; retry?: () => void }) => {
  const code = codeOf(error)
  return (
    <div className="state" role="alert">
      <p className="title">{(code && TITLES[code]) ?? 'This did not work.'}</p>
      <p>{toldOf(error)}</p>
      {code === 'UNAUTHENTICATED' && (
        <a className="button" href={`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`}>
          Sign in
        </a>
      )}
      {retry && code !== 'FORBIDDEN' && <Button onClick={retry}>Try again</Button>}
    </div>
  )
}

type Asked<Data> = { data: Data | undefined; error: Error | null; refetch: () => unknown }

/** Draws what was read: the data once it is there, and before that that it loads, or why it cannot. */
export function Read<Data>({
  of,
  what,
  children,
}: {
  of: Asked<Data>
  what: string
  children: (data: Data) => ReactNode
}) {
  if (of.data !== undefined) return children(of.data)
  if (of.error) return <Failure error={of.error} retry={() => void of.refetch()} />
  return <Loading what={what} />
}

/** A labelled field. */
export const Field = ({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
  <label className="field">
    <span>{label}</span>
    {children}
    {hint && <span className="meta">{hint}</span>}
  </label>
)

/** Who a thing comes from: iris for a model, teal for people. */
export const Badge = ({ look, children }: { look?: 'model' | 'human' | 'bad' | 'warn'; children: ReactNode }) => (
  <span className={`badge ${look ?? ''}`}>{children}</span>
)

/** The way to the rows below, where a list is no table that asks for them by itself. */
export const Earlier = ({ of }: { of: Pick<Pages<unknown>, 'has_more' | 'more'> }) =>
  of.has_more && (
    <Button look="plain" disabled={!of.more} onClick={of.more}>
      Show earlier ones
    </Button>
  )
