/** A share of a whole, as a bar. */
import './charts.css'

/** Draws a share from 0 to 1; `name` says of what. */
export const Meter = ({ name, share, look }: { name: string; share: number; look?: 'human' | 'model' }) => (
  <span className={`meter ${look ?? ''}`} role="img" aria-label={name}>
    <i style={{ width: `${100 * Math.min(1, Math.max(0, share))}%` }} />
  </span>
)
