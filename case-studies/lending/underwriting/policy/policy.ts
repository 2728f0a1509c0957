import { aggregate, isRefusal, refuse } from '@watertight/domain'
import { compilePolicy, type Interval, overlapIn } from './compile.ts'
import type { PolicyDocument } from './document.ts'
import { DraftPolicy, PolicyDrafted, PolicyPublished, PublishPolicy } from './language.ts'

interface Draft {
  readonly document: PolicyDocument
  readonly hash: string
  readonly author: string
}

interface State {
  readonly is: 'Kept'
  readonly drafts: { readonly [version: string]: Draft }
  readonly published: readonly (Interval & { readonly version: string; readonly hash: string })[]
}

/**
 * All versions of one policy. A version is drafted by one person and published by another, is never changed after, and is in
 * force on days on which no other version is.
 */
export const Policy = aggregate('Policy', {
  commands: [DraftPolicy, PublishPolicy],
  events: [PolicyDrafted, PolicyPublished],
  initial: (): State => ({ is: 'Kept', drafts: {}, published: [] }),
})
  .decide({
    Kept: {
      DraftPolicy: ({ document, by }, { published }, { id }) => {
        const { key, version } = document
        if (key !== id)
          return refuse(
            'KeyDiffers',
            `the policy ${key} is kept under its own name, not under ${id}`,
          )
        if (published.some((one) => one.version === version))
          return refuse(
            'VersionPublished',
            `${key} ${version} is published and never changes; draft another version`,
          )
        const compiled = compilePolicy(document)
        if (isRefusal(compiled)) return compiled
        return PolicyDrafted({ key, version, hash: compiled.hash, document, author: by })
      },
      PublishPolicy: ({ version, hash, by }, { drafts, published }, { id }) => {
        const draft = Object.hasOwn(drafts, version) ? drafts[version] : undefined
        if (draft === undefined)
          return refuse('DraftUnknown', `${id} ${version} is no draft; draft it first`)
        if (draft.hash !== hash)
          return refuse(
            'DraftChanged',
            `${id} ${version} is ${draft.hash} by now; read it again before it is published`,
          )
        if (draft.author === by)
          return refuse(
            'MakerIsChecker',
            `${by} wrote ${id} ${version}; another person must publish it`,
          )
        const overlap = overlapIn(`policy ${id}`, [...published, draft.document])
        if (overlap) return overlap
        return PolicyPublished({
          key: id,
          version,
          hash,
          document: draft.document,
          author: draft.author,
          approver: by,
        })
      },
    },
  })
  .evolve({
    PolicyDrafted: (state, { version, hash, document, author }) => ({
      ...state,
      drafts: { ...state.drafts, [version]: { document, hash, author } },
    }),
    PolicyPublished: (state, { version, hash, document: { from, until } }) => {
      const { [version]: _, ...drafts } = state.drafts
      return { ...state, drafts, published: [...state.published, { version, hash, from, until }] }
    },
  })
