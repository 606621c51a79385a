/** Lists that arrive page by page: each page is asked for when the end of the one before comes into sight. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Endpoint, InputOf, OutputOf } from '../platform/endpoint.ts'
import { call } from './call.ts'

type Next = string | number | null

/** What has come of a list so far. */
export type Pages<Row, Page = unknown> = {
  /** Undefined until the first page is there. */
  data: Row[] | undefined
  /** The first page, with what it tells of the whole list. */
  first: Page | undefined
  error: Error | null
  refetch: () => unknown
  /** Asks for the page after; undefined at the end of the list, and while a page is on its way. */
  more: (() => void) | undefined
  /** Whether rows are missing below those that came. */
  has_more: boolean
  /** Whether the rows are still those of the filter before. */
  is_old: boolean
}

/** A list by its pages. `rowsOf` stands outside of the component: rows are put together anew whenever it changes. */
export const usePages = <E extends Endpoint, Row>(
  endpoint: E,
  input: Omit<InputOf<E>, 'after'>,
  rowsOf: (page: OutputOf<E>) => Row[],
): Pages<Row, OutputOf<E>> => {
  const pages = useInfiniteQuery({
    queryKey: [endpoint.name, 'pages', input],
    queryFn: ({ pageParam, signal }) =>
      call(endpoint, { ...input, ...(pageParam !== null && { after: pageParam }) } as InputOf<E>, { signal }),
    initialPageParam: null as Next,
    getNextPageParam: page => (page as { next: Next }).next,
    placeholderData: keepPreviousData,
  })
  const { error, refetch, hasNextPage, isFetchingNextPage, isPlaceholderData } = pages
  const data = useMemo(() => pages.data?.pages.flatMap(page => rowsOf(page)), [pages.data, rowsOf])
  return {
    data,
    first: pages.data?.pages[0],
    error,
    refetch,
    more: hasNextPage && !isFetchingNextPage ? () => void pages.fetchNextPage({ cancelRefetch: false }) : undefined,
    has_more: hasNextPage,
    is_old: isPlaceholderData,
  }
}
