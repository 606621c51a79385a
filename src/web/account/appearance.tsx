/** The look of the screen. */
import { Section } from '../../ui/form.tsx'
import type { Preferences } from './settings.ts'

const THEMES = [
  { value: 'system', name: 'As the system' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
] as const

export const Appearance = ({ settings, change }: Preferences) => (
  <Section title="Appearance" about="Kept with your account, on every machine.">
    <fieldset className="checks">
      <legend>Theme</legend>
      <div className="account-themes">
        {THEMES.map(({ value, name }) => (
          <label key={value} className="chip">
            <input
              type="radio"
              name="theme"
              checked={settings.theme === value}
              onChange={() => change({ theme: value })}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
    <label className="check">
      <input
        type="checkbox"
        checked={settings.highlights}
        onChange={event => change({ highlights: event.target.checked })}
      />
      <span>
        Show highlights
        <span className="meta">Marks the words that spoke for and against the model's answer, where it tells.</span>
      </span>
    </label>
  </Section>
)
