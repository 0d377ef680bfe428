import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong when a text is made better or summed up. What is said of a server ends with what stays. */
export const textSentences = {
  TEXT_NOT_SET_UP: {
    sentence:
      "No language model is set up. Set TRAX_TEXT_MODEL, and OPENAI_API_KEY or TRAX_TEXT_BASE_URL, where Trax and its workers are started, and start them again; or let the rules do it.",
    status: 422,
  },
  TEXT_KEY_REFUSED: {
    sentence:
      "The server {server} refused the key (status {status}). Check OPENAI_API_KEY or TRAX_TEXT_API_KEY and what this key may do, start Trax again and retry; the text is as it was.",
  },
  TEXT_QUOTA: {
    sentence:
      "The account at the server {server} has no credit left. Add credit or raise its limit there and retry; the text is as it was, and what was answered is kept.",
  },
  TEXT_RATE_LIMIT: {
    sentence:
      "The server {server} takes no more requests for now. It is tried again by itself, and what was answered is kept; lower TRAX_TEXT_CONCURRENCY if it happens often.",
    retryable: true,
  },
  TEXT_UNREACHABLE: {
    sentence:
      "The server {server} cannot be reached ({reason}). Check the network and TRAX_TEXT_BASE_URL or OPENAI_BASE_URL. It is tried again by itself, and the text is as it was.",
    retryable: true,
  },
  TEXT_SERVER_TROUBLE: {
    sentence:
      "The server {server} has trouble of its own (status {status}). It is tried again by itself, and the text is as it was; look at the server's log if it goes on.",
    retryable: true,
  },
  TEXT_SERVER_SILENT: {
    sentence:
      "The server {server} said nothing for {seconds} seconds. It is tried again by itself, and the text is as it was; a slow server needs a larger TRAX_TEXT_TIMEOUT_SECONDS or a smaller model.",
    retryable: true,
  },
  TEXT_MODEL_UNKNOWN: {
    sentence:
      "The server {server} has no model called {model}. {known} Set TRAX_TEXT_MODEL to one of its models, start Trax again and retry; the text is as it was.",
  },
  TEXT_ADDRESS_WRONG: {
    sentence:
      "There is no language model at {address} (status {status}). Check TRAX_TEXT_BASE_URL or OPENAI_BASE_URL, which ends in /v1 for most servers, start Trax again and retry.",
  },
  TEXT_REQUEST_REFUSED: {
    sentence:
      "The server {server} refused the request (status {status}: {reason}). Choose another model with TRAX_TEXT_MODEL and retry; the text is as it was.",
  },
  TEXT_ANSWER_UNUSABLE: {
    sentence:
      "The model {model} answered with something that cannot be read ({reason}). Retry, or choose another model with TRAX_TEXT_MODEL; the text is as it was.",
  },
  TEXT_DECLINED: {
    sentence:
      "The model {model} declined to work on this text. Retry, choose another model with TRAX_TEXT_MODEL, or let the rules do it; the text is as it was.",
  },
  TEXT_CUT_OFF: {
    sentence:
      "The model {model} stopped in the middle of its answer, again and again. Choose one that answers at more length with TRAX_TEXT_MODEL and retry; the text is as it was.",
  },
  TEXT_CONTEXT_TOO_LONG: {
    sentence:
      "Even a few sentences are too long for the model {model}. Shorten instructions and glossary, or choose another model with TRAX_TEXT_MODEL, and retry; the text is as it was.",
  },
  ENHANCEMENT_NOTHING_KEPT: {
    sentence:
      "None of the {windows} parts of the text came back fit to be kept ({reason}). The text is as the machine heard it. Retry, choose another model, or let the rules do it.",
  },
  SUMMARY_NOTHING_KEPT: {
    sentence:
      "Nothing that the model {model} wrote could be kept ({reason}), so there is no new summary. Retry, choose another model with TRAX_TEXT_MODEL, or have sentences of the text chosen on this machine.",
  },
  ENHANCEMENT_NO_WORDS: {
    sentence: "There are no words in this text to work on. It stays as it is.",
    status: 422,
  },
  ENHANCEMENT_MISSING: {
    sentence: "This text was not improved yet, or has been heard anew since. Improve it first.",
    status: 409,
  },
  ENHANCEMENT_UNDER_WAY: {
    sentence: "This text is being worked on already. Wait until that has ended, or cancel it first.",
    status: 409,
  },
  DOMAIN_UNKNOWN: {
    sentence: "There is no domain called {name}. Known here: {known}.",
    status: 422,
  },
  GLOSSARY_EMPTY: {
    sentence:
      "There is no term in this file. Write a term a line, or CSV with the term first and how else it is heard behind it.",
    status: 422,
  },
  DOMAINS_TOO_MANY: {
    sentence: "There are {limit} own domains already, which is the most. Remove one first.",
    status: 422,
  },
} as const satisfies Record<string, ErrorEntry>;
