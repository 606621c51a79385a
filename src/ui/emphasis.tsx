/** Bold text of a guideline (`**so**`) as such; nothing else of Markdown means anything here. */
export const Emphasis = ({ text }: { text: string }) =>
  text.split(/\*\*(.+?)\*\*/).map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text
    return index % 2 === 1 ? <strong key={index}>{part}</strong> : part
  })
