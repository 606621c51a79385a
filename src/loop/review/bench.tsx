/** What the pages of other steps take of the workbench: a desk of claimed items with an outbox, and its parts. */
export { EMPTY_DRAFT } from './workbench/bench.ts'
export { Notice } from './workbench/desk.tsx'
export { EvidenceText, ItemHead } from './workbench/item.tsx'
export { useJump } from './workbench/jump.ts'
export { SAVE, SKIP, UNDO } from './workbench/keys.ts'
export { Unsaved } from './workbench/progress.tsx'
export { useBench } from './workbench/use-bench.ts'
