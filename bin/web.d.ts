/** Builds the web part of the checkout `root` where it is missing or out of date, on the Node `node`. */
export const buildWeb: (root: string, node: string) => void
