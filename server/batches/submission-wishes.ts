import type { HearingSpeakerEngineId } from "@/core/speech/speaker-engines";
import { type ExportFormat, exportFormats } from "@/server/exports/schema";
import type { EnhanceWish } from "@/server/jobs/work-schema";
import { TraxError } from "@/server/platform/errors";
import { findTextServer } from "@/server/platform/text-server";
import {
  availablePipelines,
  type BatchSettings,
  type EngineId,
  type PipelineVersion,
  speakersView,
} from "./schema";

/** What a submission says of its recordings beside engine, language and sound track. */
export interface SubmissionWishes {
  /** Null: of no particular field. */
  domain: string | null;
  /** Null: nobody knows. */
  speakersExpected: { min: number; max: number } | null;
  pipelineVersion: PipelineVersion;
  /** Who says what is found out when the text is there. */
  findSpeakers: boolean;
  /** What tells them apart; null: what goes best with the text. */
  speakerEngine: HearingSpeakerEngineId | null;
  /** How the text is made better when it is there; null: not at all. */
  enhance: EnhanceWish | null;
  /** Whether voices are kept and compared, where the owner has not turned that off for all. */
  recogniseVoices: boolean;
  /** Of v3 and v4; null: what goes best with the first. */
  secondEngine: EngineId | null;
  /** Made as soon as the text is there, each format once. */
  exportsWanted: ExportFormat[];
}

/** @throws TraxError PIPELINE_UNAVAILABLE, TEXT_NOT_SET_UP */
export function resolveWishes(wanted: BatchSettings): SubmissionWishes {
  const pipelineVersion = wanted.pipelineVersion ?? "v1";
  if (!availablePipelines.includes(pipelineVersion)) {
    throw new TraxError("PIPELINE_UNAVAILABLE", {
      version: pipelineVersion,
      known: availablePipelines.join(", "),
    });
  }
  const enhance = wanted.enhance ?? (pipelineVersion === "v2" ? { engine: "rules" as const } : null);
  if (enhance?.engine === "openai" && !findTextServer()) throw new TraxError("TEXT_NOT_SET_UP");
  const asked = new Set(wanted.exportsWanted ?? []);
  return {
    domain: wanted.domain ?? null,
    speakersExpected: wanted.speakersExpected == null ? null : speakersView(wanted.speakersExpected),
    pipelineVersion,
    findSpeakers: pipelineVersion === "v4" || wanted.findSpeakers === true,
    speakerEngine: wanted.speakerEngine ?? null,
    enhance,
    recogniseVoices: wanted.recogniseVoices ?? true,
    secondEngine: hearsTwice(pipelineVersion) ? (wanted.secondEngine ?? null) : null,
    exportsWanted: exportFormats.filter((format) => asked.has(format)),
  };
}

export function hearsTwice(version: PipelineVersion): boolean {
  return version === "v3" || version === "v4";
}

/** As a batch and its items keep them: what was left open is left out. */
export function storeWishes(wishes: SubmissionWishes) {
  const {
    domain,
    speakersExpected,
    pipelineVersion,
    findSpeakers,
    speakerEngine,
    enhance,
    recogniseVoices,
    secondEngine,
    exportsWanted,
  } = wishes;
  return {
    domain: domain ?? undefined,
    speakersExpected: speakersExpected ?? undefined,
    pipelineVersion,
    findSpeakers: findSpeakers || undefined,
    speakerEngine: findSpeakers ? (speakerEngine ?? undefined) : undefined,
    enhance: enhance ?? undefined,
    recogniseVoices: recogniseVoices ? undefined : false,
    secondEngine: secondEngine ?? undefined,
    exportsWanted: exportsWanted.length > 0 ? exportsWanted : undefined,
  };
}
