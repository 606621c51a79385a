/** A file as the rules of tidiness see it; they are functions of files, so that a test can plant what they find. */
export type Source = { path: string; text: string }

/** What a rule finds: `path:line what`. */
export type Rule = (files: Source[]) => string[]

/** Lines of every file of which `find` tells something. */
export const eachLine =
  (find: (line: string, path: string) => string | undefined | false): Rule =>
  files =>
    files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const what = find(line, path)
        return what ? [`${path}:${index + 1} ${what}`] : []
      }),
    )

export const isTest = (path: string): boolean => path.startsWith('test/') || path.endsWith('.test.ts')
