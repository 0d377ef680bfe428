import type { z } from "zod";
import { domainStyle, windowContent } from "@/server/enhancement/schema";
import { jobParameters, resultData, taskData } from "@/server/jobs/work-schema";
import { formatInfo } from "@/server/media/schema";
import { confusions } from "@/server/quality/schema";
import { voiceCharacteristics } from "@/server/speakers/schema";
import { summaryContent, summaryMetadata } from "@/server/summaries/schema";
import {
  diarizationContent,
  enhancedContentV2,
  mergedContent,
  processingMetadata,
  qualityWarningsV2,
  rawContent,
  windowReport,
} from "@/server/transcripts/result-schema";
import { machineSegments } from "@/server/transcripts/schema";

/** The schema of every JSONB column of the seed's tables, by table and column. */
export const jsonColumns: Record<string, Record<string, z.ZodType>> = {
  media_files: { format_info: formatInfo },
  transcription_results: {
    segments: machineSegments,
    raw_content: rawContent,
    enhanced_content_v2: enhancedContentV2,
    diarization_content: diarizationContent,
    merged_content: mergedContent,
    quality_warnings_v2: qualityWarningsV2,
    processing_metadata: processingMetadata,
  },
  quality_measurements: { confusions },
  enhancement_domains: { style: domainStyle },
  enhancement_windows: { content: windowContent, report: windowReport },
  transcript_summaries: { content: summaryContent, metadata: summaryMetadata },
  batch_items: { task_data: taskData, result_data: resultData },
  v2_processing_jobs: { parameters: jobParameters, result_data: resultData },
  speaker_profiles: { characteristics: voiceCharacteristics },
};
