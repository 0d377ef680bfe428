import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong with a speech server that is asked over the network. */
export const engineSentences = {
  ENGINE_NOT_SET_UP: {
    sentence:
      "The speech engine openai is not set up. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, where Trax and its workers are started, and start them again; or choose another engine.",
    status: 422,
  },
  ENGINE_LOOP: {
    sentence:
      "This request came from a Trax whose speech server is this one, and it asks for the engine openai again. Set TRAX_OPENAI_MODEL there to an engine that runs here, for example moonshine-base.",
    status: 400,
  },
  ENGINE_KEY_REFUSED: {
    sentence:
      "The speech server {server} refused the key (status {status}). Check OPENAI_API_KEY and what this key may do, start Trax again and retry; what was already heard is kept.",
  },
  ENGINE_QUOTA: {
    sentence:
      "The account at the speech server {server} has no credit left. Add credit or raise its limit there and retry; what was already heard is kept.",
  },
  ENGINE_RATE_LIMIT: {
    sentence:
      "The speech server {server} takes no more requests for now. It is tried again by itself, and what was already heard is kept; lower TRAX_OPENAI_CONCURRENCY if it happens often.",
    retryable: true,
  },
  ENGINE_UNREACHABLE: {
    sentence:
      "The speech server {server} cannot be reached ({reason}). Check the network and OPENAI_BASE_URL. It is tried again by itself, and what was already heard is kept.",
    retryable: true,
  },
  ENGINE_SERVER_TROUBLE: {
    sentence:
      "The speech server {server} has trouble of its own (status {status}). It is tried again by itself, and what was already heard is kept; look at the server's log if it goes on.",
    retryable: true,
  },
  ENGINE_SERVER_SILENT: {
    sentence:
      "The speech server {server} gave no answer for {seconds} seconds. It is tried again by itself, and what was already heard is kept; a slow server needs a larger TRAX_OPENAI_TIMEOUT_SECONDS or a smaller model.",
    retryable: true,
  },
  ENGINE_ANSWER_UNUSABLE: {
    sentence:
      "The speech server {server} answered {count} times with something that is no transcript ({reason}). Check that OPENAI_BASE_URL is the address of its API and retry; what was already heard is kept.",
  },
  ENGINE_MODEL_UNKNOWN: {
    sentence:
      "The speech server {server} has no model called {model}. {known} Set TRAX_OPENAI_MODEL to one of its models for speech, start Trax again and retry.",
  },
  ENGINE_ADDRESS_WRONG: {
    sentence:
      "There is no transcription at {address} (status {status}). Check OPENAI_BASE_URL, which ends in /v1 for most servers, start Trax again and retry.",
  },
  ENGINE_REQUEST_REFUSED: {
    sentence:
      "The speech server {server} refused the recording (status {status}: {reason}). Choose another engine, or another model with TRAX_OPENAI_MODEL, and retry; what was already heard is kept.",
  },
} as const satisfies Record<string, ErrorEntry>;
