/** The sentence of the guideline that speaks of an answer. Pure. */

/** A sentence and the heading it stands under. */
export type Rule = { heading: string | null; sentence: string }

const HEADING = /^\s*(#{1,6}\s+(.+)|(\d+(\.\d+)*\.?\s+\S.{0,80})$)/

const sentencesOf = (text: string): Rule[] => {
  let heading: string | null = null
  return text.split('\n').flatMap(line => {
    const found = HEADING.exec(line)
    if (found && !/[.!?]\s*$/.test(line)) {
      heading = (found[2] ?? found[3] ?? '').trim()
      return []
    }
    const under = heading
    return line
      .split(/(?<=[.!?])\s+/)
      .map(sentence => sentence.replace(/^[-*]\s+/, '').trim())
      .filter(Boolean)
      .map(sentence => ({ heading: under, sentence }))
  })
}

const plain = (text: string) => text.toLowerCase().replace(/[_-]/g, ' ')

/** The first sentence that names one of `names`, those named first asked first; null where the guideline is silent. */
export const ruleOf = (guideline: string, names: string[]): Rule | null => {
  const sentences = sentencesOf(guideline)
  for (const name of names) {
    const found = sentences.find(({ sentence }) => plain(sentence).includes(plain(name)))
    if (found) return found
  }
  return null
}
