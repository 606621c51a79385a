/** Filters of a list, kept in the address: what one sees can be sent to somebody else, and Back goes back. */
import './filters.css'
import { ChevronDown, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'

/** Changes the address in place; a value that is empty is left out of it. */
export const useAddressed = () => {
  const [params, setParams] = useSearchParams()
  const set = (changes: Record<string, string>) =>
    setParams(
      before => {
        for (const [name, value] of Object.entries(changes)) {
          if (value) before.set(name, value)
          else before.delete(name)
        }
        return before
      },
      { replace: true },
    )
  /** A filter as an endpoint takes it: left out where it is empty. */
  const given = (...names: string[]): Record<string, string> =>
    Object.fromEntries(names.flatMap(name => (params.get(name) ? [[name, params.get(name) as string]] : [])))
  return { value: (name: string) => params.get(name) ?? '', given, set }
}

/** A row of filters, and a way to be rid of them. */
export const Filters = ({ names, children }: { names: string[]; children: ReactNode }) => {
  const { given, set } = useAddressed()
  const is_set = Object.keys(given(...names)).length > 0
  return (
    <search className="filters">
      {children}
      {is_set && (
        <button
          type="button"
          className="button plain"
          onClick={() => set(Object.fromEntries(names.map(name => [name, ''])))}
        >
          <X size={14} aria-hidden="true" />
          Clear filters
        </button>
      )}
    </search>
  )
}

const TYPING_ms = 250

type FilterProps = { name: string; label: string }

/** Looks for a text, a moment after the last letter was typed. */
export const TextFilter = ({ name, label }: FilterProps) => {
  const { value, set } = useAddressed()
  const wanted = value(name)
  const [typed, type] = useState(wanted)
  useEffect(() => type(wanted), [wanted])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the clock
  useEffect(() => {
    if (typed === wanted) return
    const timer = setTimeout(() => set({ [name]: typed }), TYPING_ms)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <label className="filter-text">
      <span className="hidden-text">{label}</span>
      <Search size={14} aria-hidden="true" />
      <input
        className="input"
        type="search"
        value={typed}
        placeholder={label}
        maxLength={200}
        autoComplete="off"
        onChange={event => type(event.target.value)}
      />
    </label>
  )
}

type SelectProps = FilterProps & {
  /** What it says where nothing is chosen. */
  any: string
  options: readonly (string | { value: string; name: string })[]
}

/** One of some values. A value that came by the address is offered too, whatever it is. */
export const SelectFilter = ({ name, label, any, options }: SelectProps) => {
  const { value, set } = useAddressed()
  const wanted = value(name)
  const listed = options.map(each => (typeof each === 'string' ? { value: each, name: each } : each))
  const stranger = wanted && !listed.some(each => each.value === wanted) ? [{ value: wanted, name: wanted }] : []
  return (
    <span className={`filter-select ${wanted ? 'set' : ''}`}>
      <select
        className="input"
        aria-label={label}
        value={wanted}
        onChange={event => set({ [name]: event.target.value })}
      >
        <option value="">{any}</option>
        {[...listed, ...stranger].map(each => (
          <option key={each.value} value={each.value}>
            {each.name}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden="true" />
    </span>
  )
}
