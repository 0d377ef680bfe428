import { engineSentences } from "./engine-sentences";
import { librarySentences } from "./library-sentences";
import { linkListSentences } from "./link-list-sentences";
import { linkSentences } from "./link-sentences";
import { mediaSentences } from "./media-sentences";
import { modelSentences } from "./model-sentences";
import { type ErrorEntry, operationSentences } from "./operation-sentences";
import { takeawaySentences } from "./takeaway-sentences";
import { textSentences } from "./text-sentences";
import { voiceSentences } from "./voice-sentences";

export type { ErrorEntry } from "./operation-sentences";

/** Every fact that can go wrong, with the sentence a person reads: the cause first, then what to do.
 * `{name}` is filled from the error's details. `retryable` says whether the same work may pass later by itself. */

export const errorSentences = {
  ...operationSentences,
  ...engineSentences,
  ...modelSentences,
  ...librarySentences,
  ...linkListSentences,
  ...linkSentences,
  ...mediaSentences,
  ...voiceSentences,
  ...textSentences,
  ...takeawaySentences,

  // Requests
  NOT_FOUND: { sentence: "That {what} is not here any more. It may have been deleted.", status: 404 },
  REQUEST_INVALID: { sentence: "The request could not be read: {reason}", status: 400 },
  REQUEST_FOREIGN: {
    sentence: "This request came from another site ({origin}) and was refused. Open Trax at its own address.",
    status: 403,
  },
  CONFLICT: {
    sentence: "Somebody changed this in the meantime. Look at both versions and choose.",
    status: 409,
  },
  STATUS_NOT_ALLOWED: {
    sentence: "This cannot be done now: the work is {status}. Reload the page to see where it stands.",
    status: 409,
  },
  WORK_UNDER_WAY: {
    sentence: "This recording is being transcribed already. Wait until that has ended, or cancel it first.",
    status: 409,
  },
  STRETCH_OUTSIDE: {
    sentence:
      "That stretch does not lie within the recording, which is {seconds} seconds long. Choose lines of its text.",
    status: 422,
  },
  STRETCH_HEARD_ONCE: {
    sentence:
      "A stretch is heard once, on the sound track that the rest of the text is of. Leave {setting} out, or transcribe all of the recording again.",
    status: 422,
  },
  HEARD_TWICE: {
    sentence:
      "This text was put together of several hearings already. Transcribe it again to have it heard anew.",
    status: 409,
  },
  PASS_MISSING: {
    sentence:
      "What the second hearing had written down is not on the disk any more. Have the recording heard a second time once more.",
    status: 500,
  },
  SEARCH_TOO_SLOW: {
    sentence:
      "The search took longer than {seconds} seconds and was ended. Search for rarer or for more words.",
    status: 503,
  },
  INTERNAL: {
    sentence:
      "Something in Trax went wrong. Nothing that was saved is lost. Try again; the log tells more ({reference}).",
    status: 500,
  },

  TERMS_TOO_MANY: {
    sentence:
      "There is room for {free} more terms ({limit} in all). Remove some in the settings, or give the rest with the recordings that need them.",
    status: 422,
  },

  // Uploads and storage
  UPLOAD_TOO_LARGE: {
    sentence:
      "The file is larger than the limit of {limit}. Raise TRAX_MAX_UPLOAD_BYTES or cut the recording.",
    status: 413,
  },
  UPLOAD_EMPTY: {
    sentence: "The file {name} is empty (0 bytes). Check that the recording was saved and choose it again.",
    status: 400,
  },
  UPLOAD_NOT_EXPECTED: {
    sentence:
      "This upload belongs to no submission that still waits for it. Add the file again on the dashboard.",
    status: 409,
  },
  UPLOAD_SIZE_DIFFERS: {
    sentence:
      "The file being uploaded is not the one that was announced (its size differs). Choose the same file again.",
    status: 409,
  },
  STORAGE_FULL: {
    sentence:
      "The disk has too little room: {needed} are needed and {free} are free. Free some space (empty the trash, delete old recordings) and go on; nothing is lost.",
    retryable: true,
    status: 507,
  },
  STORAGE_EXHAUSTED: {
    sentence:
      "The disk is full. Free some space (empty the trash, delete old recordings) and go on; nothing that was saved is lost.",
    retryable: true,
    status: 507,
  },
  STORAGE_RESERVED: {
    sentence:
      "The disk has too little room: {needed} are needed, {free} are free, and unfinished uploads will take {reserved} of that. Finish or cancel those, or free some space (empty the trash, delete old recordings), and add the files again.",
    retryable: true,
    status: 507,
  },
  QUOTA_EXCEEDED: {
    sentence:
      "These files need {needed}, and {left} of your {quota} are left (the trash and unfinished uploads count). Empty the trash, delete old recordings or cancel uploads; whoever runs Trax can raise TRAX_OWNER_QUOTA_BYTES.",
    status: 507,
  },
  UPLOAD_ABANDONED: {
    sentence:
      "No byte of this upload came for {time}, so what was there of it was removed. To go on, retry and choose the file again, or add it anew on the dashboard.",
  },
  STORAGE_KEY_INVALID: { sentence: "That storage key is not allowed.", status: 400 },
  STORAGE_LINK: {
    sentence: "{path} is a link, and the store follows none. Mount the other disk there, or move TRAX_HOME.",
  },
  STORAGE_MISSING: {
    sentence:
      "The file of this recording is not on the disk any more. Put it back from a backup, or add the recording again.",
    status: 404,
  },
  S3_REFUSED: {
    sentence:
      "The S3 server refused access to the bucket {bucket} ({reason}). Check TRAX_S3_ACCESS_KEY_ID and TRAX_S3_SECRET_ACCESS_KEY, and that this key may read, write, list and delete there.",
    status: 503,
  },
  S3_BUCKET_MISSING: {
    sentence:
      "The S3 server has no bucket {bucket}. Make it, or name another with TRAX_S3_BUCKET, and check TRAX_S3_ENDPOINT and TRAX_S3_REGION.",
    status: 503,
  },
  S3_REGION_WRONG: {
    sentence:
      "The bucket {bucket} is not in the region or at the address that was asked ({reason}). Set TRAX_S3_REGION and TRAX_S3_ENDPOINT to where it is.",
    status: 503,
  },
  S3_CLOCK_WRONG: {
    sentence:
      "The S3 server refused a request because the clock of this machine is wrong. Set the clock (timedatectl set-ntp true) and retry.",
    status: 503,
  },
  S3_UNREACHABLE: {
    sentence:
      "The S3 server does not answer ({reason}). Check TRAX_S3_ENDPOINT and the network; the work goes on by itself when it is back.",
    retryable: true,
    status: 503,
  },
  S3_BUSY: {
    sentence:
      "The S3 server has trouble or is asked too often just now ({reason}). Nothing is lost; it is tried again by itself.",
    retryable: true,
    status: 503,
  },
  S3_FAILED: {
    sentence:
      "The S3 server did not do what was asked ({reason}). Check the settings of the bucket {bucket} and retry.",
    status: 503,
  },

  // Engines and work
  ENGINE_UNKNOWN: { sentence: "There is no speech engine called {engine}. Known: {known}.", status: 400 },
  ENGINE_MODEL_MISSING: {
    sentence: "The speech model {model} could not be prepared ({reason}). Run npm ci again and retry.",
  },
  ENGINE_CRASHED: {
    sentence:
      "The speech engine stopped in the middle ({reason}). It is tried again; what was already heard is kept.",
    retryable: true,
  },
  ENGINE_TIMEOUT: {
    sentence:
      "The speech engine gave no answer for {seconds} seconds and was stopped. It is tried again from there.",
    retryable: true,
  },
  MEMORY_LIMIT: {
    sentence:
      "This work needed more than the {limit} MB of memory that its batch allows ({program}) and was stopped. Raise the memory limit of the batch (and TRAX_MEMORY_LIMIT_MB where that is lower) or choose a smaller engine, then retry.",
  },
  WORKER_DIED: {
    sentence:
      "The worker that had this work stopped {times} times in the middle of it. Retry by hand; if it happens again, look at the memory of this machine and at the log.",
    retryable: true,
  },
  STEP_FAILED: {
    sentence: "This step failed unexpectedly ({reason}). It is tried again by itself; the log tells more.",
    retryable: true,
  },
  STEP_UNKNOWN: {
    sentence:
      "This version of Trax ({version}) does not carry out the step {step}. Start a version that does and retry, or cancel it; what earlier steps made is kept.",
  },
  PAYLOAD_INVALID: {
    sentence:
      "The work was written by another version of Trax and cannot be read ({reason}). Add the file again.",
  },
  LANGUAGE_UNKNOWN: {
    sentence:
      "The speech engine {engine} does not know the language {language}. It knows: {known}. {remedy}, or leave the language out.",
    status: 422,
  },
  LANGUAGE_OTHER: {
    sentence:
      "This does not sound like {language}, and the engine {engine} understands nothing else, so it was stopped after {heard} of speech. Transcribe it with an engine that knows its language, or go on if it is {language} after all; what was heard is kept.",
    status: 422,
  },
  WORK_CANCELLED: {
    sentence: "This work was cancelled before it was done. Send it again to go on where it stopped.",
    status: 422,
  },
  WORKER_ABSENT: {
    sentence:
      "No worker has been running for {seconds} seconds, so nothing is transcribed. The recording is kept: start Trax with npm start and send the same request again.",
    retryable: true,
    status: 503,
  },
  PIPELINE_UNAVAILABLE: {
    sentence:
      "This version of Trax does not carry out the pipeline {version} yet. Choose one of those it does: {known}.",
    status: 422,
  },
  EXPORT_EMPTY: {
    sentence: "There is no text to download yet. Wait until the transcription is done.",
    status: 409,
  },
  IMPORT_UNREADABLE: {
    sentence:
      "Nothing was brought in. {reason} Trax reads SRT, WebVTT, ASS, TTML, CSV, its own and Whisper's JSON, and the JSON of Deepgram, AssemblyAI, Amazon, Google, Rev and Azure.",
    status: 422,
  },

  // The endpoint for OpenAI's clients
  API_ADDRESS_UNKNOWN: {
    sentence:
      "There is no {method} {path} here. Known: POST /v1/audio/transcriptions, GET /v1/models, GET /v1/models/{id}.",
    status: 404,
  },
  API_MODEL_UNKNOWN: { sentence: "There is no model called {model}. Known: {known}.", status: 404 },
  API_TYPE_UNSUPPORTED: {
    sentence:
      "This address takes a form (multipart/form-data), not {type}. Send the recording in its field file, with curl: -F file=@talk.mp3.",
    status: 415,
  },
  API_BODY_BROKEN: {
    sentence: "The form that was sent could not be read: {reason} Send the request again.",
    status: 400,
  },
  API_FILE_MISSING: {
    sentence:
      "There is no recording in the request. Send it as a file in the field file, with curl: -F file=@talk.mp3.",
    status: 400,
  },
  API_FILE_TWICE: {
    sentence: "There is more than one file in the request. Send one recording in each request.",
    status: 400,
  },
  API_FIELD_INVALID: { sentence: "The field {param} is wrong: {reason}", status: 400 },
  API_STALLED: {
    sentence:
      "The upload was given up: less than {bytes} came in {seconds} seconds. Send the request again over a steadier connection.",
    status: 400,
  },
  API_BUSY: {
    sentence:
      "Trax already holds {count} requests that wait for their transcript. Send this one again in a moment.",
    retryable: true,
    status: 503,
  },
  API_STOPPING: {
    sentence:
      "Trax is stopping. The recording is kept and its transcription goes on at the next start: send the same request again then and it is joined.",
    retryable: true,
    status: 503,
  },

  // The command line
  FILE_UNREADABLE: {
    sentence: "{name} cannot be read: {reason} Check the path and that you may read the file.",
  },
  FOLDER_UNWRITABLE: {
    sentence: "Nothing can be written to {name}: {reason} Choose another folder.",
  },
  FOLDER_NOT_EMPTY: {
    sentence: "{name} is not empty. Name a new folder, so that nothing in it is written over.",
  },
  ID_UNKNOWN: {
    sentence:
      "No transcript and no batch has an id that begins with {id}. See `trax list` and `trax list --batches`.",
    status: 404,
  },
  ID_AMBIGUOUS: {
    sentence: "More than one transcript or batch has an id that begins with {id}. Give more of it.",
    status: 400,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorSentences;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorSentences, value);
}
