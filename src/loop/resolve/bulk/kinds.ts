/** Kinds whose answers belong to one item (they point into its text, or rank its options): none is right for many. */
export const ONE_ITEM_KINDS: readonly string[] = ['spans', 'ranking']
