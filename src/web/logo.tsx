/** Two actors that overlap: a model and people. */
export const Logo = ({ size = 22 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" strokeWidth="2.4" aria-hidden="true">
    <circle cx="9" cy="12" r="5.6" stroke="var(--model-fill)" />
    <circle cx="15" cy="12" r="5.6" stroke="var(--human-fill)" />
  </svg>
)
