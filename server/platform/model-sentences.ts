import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong with speech models that are fetched when they are first wanted. */
export const modelSentences = {
  MODEL_UNREACHABLE: {
    sentence:
      "The speech model {model} is not on this machine yet, and {host} cannot be reached to fetch it ({reason}). Connect this machine to the internet, or name a mirror with TRAX_MODELS_URL, and retry; or choose an engine that is there. What was fetched is kept.",
    retryable: true,
    status: 503,
  },
  MODEL_SERVER_TROUBLE: {
    sentence:
      "{host} does not hand out the speech model {model} just now (status {status}). It is tried again by itself, and what was fetched is kept; or choose an engine that is there.",
    retryable: true,
    status: 503,
  },
  MODEL_CUT_OFF: {
    sentence:
      "The download of the speech model {model} from {host} broke off again and again ({reason}). What came is kept and it goes on from there: it is tried again by itself.",
    retryable: true,
    status: 503,
  },
  MODEL_NOT_OFFERED: {
    sentence:
      "{host} has no {file} of the speech model {model} (status {status}). Check TRAX_MODELS_URL, which has to answer as https://huggingface.co does, and retry; or choose another engine.",
    status: 503,
  },
  MODEL_ANSWER_WRONG: {
    sentence:
      "What {host} sent for {file} of the speech model {model} is not that file ({reason}), and it was thrown away. Check TRAX_MODELS_URL and what stands between this machine and it, and retry.",
    status: 503,
  },
  MODEL_DAMAGED: {
    sentence:
      "The speech model {model} on this machine is not as it was fetched any more ({file}: {reason}). Fetch it again under Speech models in the settings, and retry.",
    status: 409,
  },
  MODEL_MEMORY: {
    sentence:
      "The speech model {model} needs at least {needed} MB of memory, and this batch allows {limit} MB, so it was not loaded. Raise the memory limit of the batch (and TRAX_MEMORY_LIMIT_MB where that is lower) or choose a smaller engine, then retry.",
    status: 409,
  },
  MODEL_FETCH_CANCELLED: {
    sentence:
      "The download of the speech model {model} was cancelled. What came is kept: retry to go on, or choose another engine.",
    status: 409,
  },
  MODEL_FETCHING: {
    sentence:
      "The speech model {model} is not on this machine yet and is being fetched ({percent} % are here). The recording is kept and is transcribed when the model is there: send the same request again later, and it is answered from that work.",
    retryable: true,
    status: 503,
  },
  MODEL_IN_USE: {
    sentence:
      "The speech model {model} is needed by {count} recordings that wait or are being transcribed. Let them end, or cancel them, and remove it then.",
    status: 409,
  },
  MODEL_NO_WORKER: {
    sentence:
      "No worker runs that could do this. Start Trax with npm start, and try again when the worker is there.",
    status: 409,
  },
} as const satisfies Record<string, ErrorEntry>;
