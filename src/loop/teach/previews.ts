import type { Effect } from './contract.ts'
import type { Learner } from './learner.ts'
import * as store from './store.ts'

const LIKELIEST = 2

type Question = Awaited<ReturnType<typeof store.openPreviews>>[number]

const foresee = async ({ host, thread }: Learner, project_id: string, { external_id, text, ...asked }: Question) => {
  const item = { external_id, text, label: asked.label }
  const { effect } = await thread.ask(project_id, { act: 'foresee', item })
  await store.keepPreview(host.database, project_id, { ...asked, effect: effect as Effect })
}

/**
 * Answers what was asked, and then foresees the likeliest answers to the same items: whoever looks at one asks for
 * them next. That stops as soon as anybody waits for something.
 */
export const answerPreviews = async (learner: Learner, project_id: string, questions: Question[]): Promise<void> => {
  for (const question of questions) await foresee(learner, project_id, question)
  for (const question of questions) {
    if (learner.due.size > 0) return
    const wanted = { act: 'likeliest', text: question.text, count: LIKELIEST } as const
    const { labels = [] } = await learner.thread.ask(project_id, wanted)
    for (const label of labels.filter(name => name !== question.label)) {
      if (learner.due.size > 0) return
      await foresee(learner, project_id, { ...question, label })
    }
  }
}
