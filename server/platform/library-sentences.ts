import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong with the order in the library. */
export const librarySentences = {
  TRANSCRIPT_TRASHED: {
    sentence: "This transcript is in the trash. Restore it to open it.",
    status: 409,
  },
  TAGS_TOO_MANY: {
    sentence: "A transcript has {limit} tags at most. Take some off first, or use a collection.",
    status: 422,
  },
  COLLECTIONS_TOO_MANY: {
    sentence: "There are {limit} collections already, and no more fit. Remove some first, or use tags.",
    status: 422,
  },
  COLLECTION_NAME_TAKEN: {
    sentence:
      "There is a collection called {name} already. Choose another name, or put the transcripts there.",
    status: 409,
  },
} satisfies Record<string, ErrorEntry>;
