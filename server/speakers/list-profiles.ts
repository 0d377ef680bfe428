import { compareVoices, voiceBounds } from "@/core/diarization/compare-voices";
import { parseEmbedding } from "@/core/diarization/embedding-text";
import { type Db, getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import type { KeptSample } from "./kept-samples";
import { listUnknown } from "./remember-voice";
import type { ProfileView, SpeakersList, UnknownVoiceView } from "./schema";
import { voiceCharacteristics } from "./schema";
import { listStoredVoices, type StoredVoice } from "./stored-voices";
import { listSampleJobs } from "./voice-samples";

const mostDocuments = 50;
const mostUnknown = 100;
const samplesEach = 3;

/** The people whose voices are known, and the voices that nobody has named. */
export async function listProfiles(
  ownerId: number,
  prisma: PrismaClient = getPrisma(),
): Promise<SpeakersList> {
  const [user, profiles, voices, heard, sampleJobs] = await Promise.all([
    prisma.user.findUniqueOrThrow({ where: { id: ownerId }, select: { recognisesVoices: true } }),
    prisma.speakerProfile.findMany({ where: { userId: ownerId }, orderBy: [{ name: "asc" }, { id: "asc" }] }),
    listStoredVoices(ownerId, prisma),
    listHeard(ownerId, prisma),
    listSampleJobs(ownerId, prisma),
  ]);
  const model = voices[0]?.model ?? null;
  const groups = model === null ? [] : listUnknown(voices, model);
  const unknown = groups
    .sort((a, b) => Number(b.length > 1) - Number(a.length > 1) || talkOf(b) - talkOf(a))
    .slice(0, mostUnknown);
  const speakerIds = [
    ...heard.map(({ speakerId }) => speakerId),
    ...unknown.flatMap((group) => group.flatMap(({ speakerId }) => speakerId ?? [])),
  ];
  const samples = await listSamples(ownerId, speakerIds, prisma);
  const titles = await listTitles(
    unknown.flatMap((group) => group.map(({ documentId }) => documentId)),
    prisma,
  );
  const known = profiles.map((profile) => {
    const characteristics = voiceCharacteristics.safeParse(profile.characteristics ?? {}).data ?? {};
    return { ...profile, characteristics, voice: parseEmbedding(profile.embedding) };
  });
  return {
    isRecognising: user.recognisesVoices,
    sampleJobs: sampleJobs.map(({ mediaFileId: _, ...job }) => job),
    profiles: known.map((profile): ProfileView => {
      const own = heard.filter(({ profileId }) => profileId === profile.id);
      const { characteristics, voice } = profile;
      const isOutdated = voice !== null && model !== null && characteristics.model !== model;
      return {
        ...{ id: profile.id, name: profile.name, createdAt: profile.createdAt, updatedAt: profile.updatedAt },
        sampleCount: profile.sampleCount ?? 0,
        learnedSeconds: characteristics.seconds ?? 0,
        hasVoice: voice !== null,
        isOutdated,
        characteristics: {
          pitchHz: characteristics.pitch ?? null,
          wordsPerMinute: characteristics.wordsPerMinute ?? null,
          languages: characteristics.languages ?? [],
        },
        talkMs: own.reduce((sum, { talkMs }) => sum + talkMs, 0),
        documents: own
          .slice(0, mostDocuments)
          .map(({ documentId, title, talkMs }) => ({ documentId, title, talkMs })),
        samples: [
          ...(characteristics.samples ?? []).map(toSample),
          ...own.flatMap(({ speakerId }) => samples.get(speakerId) ?? []).slice(0, samplesEach),
        ],
        twins: known.flatMap((other) => {
          if (other.id === profile.id || !voice || !other.voice) return [];
          if (other.characteristics.model !== characteristics.model) return [];
          const confidence = compareVoices(voice, other.voice);
          return confidence >= voiceBounds.suggested ? [{ id: other.id, name: other.name, confidence }] : [];
        }),
      };
    }),
    unknown: unknown.map((group): UnknownVoiceView => {
      const members = group.flatMap(({ documentId, speakerId }) =>
        speakerId === null ? [] : [{ documentId, speakerId }],
      );
      return {
        members,
        talkMs: talkOf(group),
        documents: group.map(({ documentId, seconds }) => ({
          ...{ documentId, title: titles.get(documentId) ?? "", talkMs: Math.round(seconds * 1000) },
        })),
        samples: members.flatMap(({ speakerId }) => samples.get(speakerId) ?? []).slice(0, samplesEach),
      };
    }),
  };
}

const talkOf = (group: readonly StoredVoice[]) =>
  Math.round(group.reduce((sum, { seconds }) => sum + seconds, 0) * 1000);

interface HeardRow {
  profileId: number;
  speakerId: string;
  documentId: string;
  title: string;
  talkMs: number;
}

/** Where people are heard and how long, newest transcript first. */
async function listHeard(ownerId: number, db: Db): Promise<HeardRow[]> {
  return db.$queryRaw<HeardRow[]>(Prisma.sql`
    select speaker.profile_id as "profileId", speaker.id as "speakerId", document.id as "documentId", document.title,
      coalesce(sum(line.end_ms - line.start_ms), 0)::int as "talkMs"
    from transcript_speakers speaker
    join transcript_documents document on document.id = speaker.document_id
    left join transcript_segments line on line.speaker_id = speaker.id
    where document.owner_id = ${ownerId} and document.deleted_at is null and speaker.profile_id is not null
    group by speaker.id, document.id
    order by document.created_at desc, document.id, speaker.id`);
}

type Sample = ProfileView["samples"][number];

/** Pure. Of a sample that was uploaded the longest stretch of its voice. */
function toSample({ mediaFileId, fileName, stretches }: KeptSample): Sample {
  const { startMs, endMs } = stretches[0] ?? { startMs: 0, endMs: 0 };
  const mediaPath = `/media/${mediaFileId}/master`;
  return {
    documentId: null,
    title: fileName,
    startMs: Math.round(startMs),
    endMs: Math.round(endMs),
    mediaPath,
  };
}

/** Of each speaker the line that tells most: a long one, but none of minutes. */
async function listSamples(
  ownerId: number,
  speakerIds: readonly string[],
  db: Db,
): Promise<Map<string, Sample[]>> {
  if (speakerIds.length === 0) return new Map();
  const rows = await db.$queryRaw<
    (Omit<Sample, "mediaPath"> & { speakerId: string; mediaId: string | null })[]
  >(Prisma.sql`
    select ranked.* from (
      select line.speaker_id as "speakerId", document.id as "documentId", document.title,
        line.start_ms as "startMs", line.end_ms as "endMs",
        case when media.format_info is not null then media.id end as "mediaId",
        row_number() over (partition by line.speaker_id
          order by least(line.end_ms - line.start_ms, 12000) desc, line.start_ms) as place
      from transcript_segments line
      join transcript_documents document on document.id = line.document_id
      left join media_files media on media.id = document.media_file_id
      where line.speaker_id = any(${[...speakerIds]}::uuid[]) and document.owner_id = ${ownerId}
    ) ranked where ranked.place <= ${samplesEach}`);
  const samples = new Map<string, Sample[]>();
  for (const { speakerId, mediaId, documentId, title, startMs, endMs } of rows) {
    const mediaPath = mediaId === null ? null : `/media/${mediaId}/master`;
    samples.set(speakerId, [
      ...(samples.get(speakerId) ?? []),
      { documentId, title, startMs, endMs, mediaPath },
    ]);
  }
  return samples;
}

async function listTitles(documentIds: string[], db: Db): Promise<Map<string, string>> {
  const rows = await db.transcriptDocument.findMany({
    where: { id: { in: documentIds } },
    select: { id: true, title: true },
  });
  return new Map(rows.map(({ id, title }) => [id, title]));
}
