import { findSpeechModel, type SpeechModel } from "@/core/speech/speech-models";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import { type EngineId, engineIds } from "@/server/batches/schema";
import { findSpeechServer, type SpeechServer } from "@/server/platform/speech-server";
import type { EngineFacts } from "./schema";

/** What a person chooses between, those that can be chosen; languages are BCP 47 primary tags. */

const here = {
  languages: ["en"],
  times: "heard",
  speakers: false,
  pricePerHour: 0,
  sendsTo: null,
  fetched: null,
} satisfies Partial<EngineFacts>;

/** Null: it cannot be chosen, for want of settings. */
export function findEngineFacts(id: EngineId): EngineFacts | null {
  if (id === "openai") {
    const server = findSpeechServer();
    return server && describeServer(server);
  }
  const model = findSpeechModel(id);
  return model ? describeModel(model) : localFacts[id as keyof typeof localFacts];
}

export function listEngineIds(): EngineId[] {
  return engineIds.filter((id) => findEngineFacts(id) !== null);
}

const localFacts: Record<"moonshine-base" | "moonshine-tiny", EngineFacts> = {
  "moonshine-base": {
    ...here,
    name: "Moonshine base",
    description:
      "English. The more accurate of the two; several times faster than real time on two cores. Led by your names and terms.",
    speed: "about 20 times as fast as speech on two cores",
  },
  "moonshine-tiny": {
    ...here,
    name: "Moonshine tiny",
    description:
      "English. About twice as fast as base, with more mistakes, above all on telephone sound. Led by your names and terms.",
    speed: "about 40 times as fast as speech on two cores",
  },
};

/** One that is fetched when it is first wanted. */
function describeModel({ name, description, languages, times, speed, ...model }: SpeechModel): EngineFacts {
  const { sizeBytes, memoryMb, licence } = model;
  const fetched = { sizeBytes, memoryMb, licence: licence.name, isThere: false };
  return { ...here, name, description, languages: [...languages], times, speed, fetched };
}

function describeServer(server: SpeechServer): EngineFacts {
  const { model, name, isLocal, givesTextOnly, tellsSpeakers, concurrency, pricePerMinute } = server;
  return {
    name: "OpenAI API",
    languages: [...spokenLanguages],
    description: isLocal
      ? `${model} at ${name}, a speech server on this machine. Many languages.`
      : `${model} at ${name}. Many languages; the sound of your recordings is sent there.`,
    times: givesTextOnly ? "estimated" : "server",
    speakers: tellsSpeakers,
    pricePerHour: pricePerMinute === null ? null : Math.round(pricePerMinute * 60 * 10_000) / 10_000,
    sendsTo: isLocal ? null : name,
    fetched: null,
    speed: `as fast as the server, ${concurrency} ${concurrency === 1 ? "request" : "requests"} at once`,
  };
}
