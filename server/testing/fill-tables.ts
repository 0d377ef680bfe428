import type { ClientBase } from "pg";

/** Puts rows of every kind into the tables that each version brought, and into those of before with the columns it
 * added. Call it after every step, with the number of the step; names are unique by step. */
export async function fillTables(client: ClientBase, step: number): Promise<void> {
  if (step <= 3) await client.query(coreRows("transcripts", step));
  else await client.query(coreRows("transcription_results", step));
  if (step === 2 || step === 3) {
    await client.query(`UPDATE transcripts SET enhanced_content = 'Better ' || version, accuracy = 0.1 + 0.2,
      quality_warnings = ARRAY['quiet', 'a "quoted", {odd} one'] WHERE version = 's${step}'`);
  }
  if (step >= 3) await client.query(batchRows(step));
  if (step >= 4) await client.query(secondVersionRows(step));
  if (step === 5) await client.query(documentRows);
  if (step >= 6) await client.query(workRows);
  if (step >= 7) await client.query(editRows);
  if (step === 7) await client.query(brokenRows);
  if (step === 8) await client.query(doubledRows);
  if (step === 10) await client.query(feedRows);
  if (step === 11) await client.query(modelRows);
  if (step === 12) await client.query(vocabularyRows);
  if (step === 13) await client.query(qualityRows);
  if (step === 14)
    await client.query("INSERT INTO users (name, recognises_voices) VALUES ('Unheard', false)");
  if (step === 17) await client.query(libraryRows);
  if (step === 19) await client.query(takeawayRows);
  if (step === 15) await client.query(enhancementRows);
  if (step === 18) await client.query(summaryRows);
}

function coreRows(transcripts: string, step: number): string {
  return `
    WITH video AS (
      INSERT INTO youtube_videos (youtube_id, title, channel, description, duration_seconds, url, created_at)
      VALUES ('video-${step}', 'Ünïcode 🎙 '' title', 'A channel', NULL, 61, 'https://example.org', '2019-03-31 02:30:00.123456')
      RETURNING id
    ), media AS (
      INSERT INTO media_files (youtube_video_id, file_path, file_name, file_size, duration_seconds, format_info, download_status, download_error)
      SELECT id, 'media/${step}/talk.mp3', 'talk.mp3', 9007199254740993, 1e-7, '{"format": {"name": "mp3"}}'::jsonb, 'completed', NULL FROM video
      UNION ALL SELECT NULL, 'media/${step}/own.wav', 'own.wav', 0, NULL, NULL, 'failed', 'no network'
      RETURNING id, youtube_video_id
    ), transcript AS (
      INSERT INTO ${transcripts} (media_file_id, version, text_content, segments, raw_content, processing_time_seconds)
      SELECT id, 's${step}', E'two\\nlines', '[{"start": 0.1, "end": 2.5, "text": "two"}]'::jsonb, '{"language": "en"}'::jsonb, 12.25 FROM media
      UNION ALL SELECT NULL, 's${step}', NULL, NULL, NULL, NULL
      RETURNING id, media_file_id
    ), sound AS (
      INSERT INTO audio_processing_metadata (media_file_id, original_format, original_sample_rate, original_channels, chunk_count)
      SELECT id, 'mp3', 44100, 2, 3 FROM media
    )
    INSERT INTO exports (transcript_id, format, file_path, file_size)
    SELECT id, 'srt', 'exports/${step}.srt', 120 FROM transcript WHERE media_file_id IS NOT NULL
    UNION ALL SELECT NULL, 'txt', 'exports/${step}.txt', NULL`;
}

function batchRows(step: number): string {
  return `
    WITH batch AS (
      INSERT INTO batch_jobs (name, status, total_files, processed_files, failed_files, worker_count, start_time)
      VALUES ('batch ${step}', 'running', 6, 1, 1, 4, '2024-12-30 23:59:59.999999')
      RETURNING id
    )
    INSERT INTO batch_items (batch_job_id, task_type, task_data, priority, status, retry_count, error_message, result_data)
    SELECT id, task, '{"path": "a.mp3"}'::jsonb, 2, status, 1, CASE status WHEN 'failed' THEN 'broke' END, '{}'::jsonb
    FROM batch, unnest(ARRAY['preprocess', 'transcribe']) AS task,
      unnest(ARRAY['pending', 'pending', 'running', 'completed', 'failed', 'retrying']) AS status`;
}

function secondVersionRows(step: number): string {
  return `
    WITH profiles AS (
      INSERT INTO speaker_profiles (name, characteristics, embedding, sample_count, user_id)
      VALUES ('Ada ${step}', '{"pitch": 180.5}', 'AAAA', 3, NULL), ('Bo ${step}', NULL, NULL, 0, ${step === 4 ? 7 : 1})
    ), results AS (
      UPDATE transcription_results SET pipeline_version = 'v2', enhanced_content_v2 = '{"text": "x"}', diarization_content = '${step < 8 ? "[]" : "{}"}',
        merged_content = '{"n": 1.50}', domain_used = 'medical', accuracy_estimate = 0.93, speaker_count = 2,
        quality_warnings_v2 = '["quiet"]', processing_metadata = '{"engine": "e"}'
      WHERE version = 's${step}' AND media_file_id IS NOT NULL
      RETURNING id
    ), without_version AS (
      UPDATE transcription_results SET pipeline_version = NULL WHERE version = 's${step}' AND media_file_id IS NULL
    )
    INSERT INTO v2_processing_jobs (status, transcript_id, job_type, parameters, progress, error_message, completed_at)
    SELECT 'completed', id, 'enhancement', '{"model": "m"}'::jsonb, 1, NULL, '2025-01-01 00:00:00+14'::timestamptz FROM results
    UNION ALL SELECT 'failed', NULL, 'diarization', NULL, 0.25, 'broke', NULL`;
}

const documentRows = `
  WITH account AS (
    INSERT INTO users (name, email) VALUES ('Second', 'second@example.org') RETURNING id
  ), machine AS (
    INSERT INTO workers (host, pid, version, engines, slots) VALUES ('host', 42, '2.1.0', '["e"]', 2) RETURNING id
  ), document AS (
    INSERT INTO transcript_documents (owner_id, title, media_file_id, current_result_id, revision, deleted_at)
    SELECT 1, 'Talk', media_file_id, id, 2, NULL::timestamptz FROM transcription_results WHERE version = 's5' AND media_file_id IS NOT NULL
    UNION ALL SELECT id, 'Written by hand', NULL, NULL, 0, now() FROM account
    RETURNING id, media_file_id, current_result_id
  ), speaker AS (
    INSERT INTO transcript_speakers (document_id, label, profile_id)
    SELECT document.id, 'Ada', (SELECT min(id) FROM speaker_profiles) FROM document
    RETURNING id, document_id
  ), segment AS (
    INSERT INTO transcript_segments (document_id, position, start_ms, end_ms, speaker_id, text, words, revision)
    SELECT document_id, 1.5, 0, 900, id, 'hello', '[{"id": "w1", "text": "hello", "startMs": 0, "endMs": 900}]'::jsonb, 1 FROM speaker
    UNION ALL SELECT id, 2, 900, 900, NULL, '', '[]', 0 FROM document
    RETURNING id, document_id
  ), undo AS (
    INSERT INTO transcript_revisions (document_id, segment_id, revision, kind, before, after)
    SELECT document_id, id, 2, 'undo', '{"text": "b"}'::jsonb, '{"text": "a"}'::jsonb FROM segment
    RETURNING id, document_id
  ), edit AS (
    INSERT INTO transcript_revisions (document_id, revision, owner_id, kind, undone_by)
    SELECT document_id, 1, (SELECT id FROM account), 'edit', id FROM undo
  ), media AS (
    UPDATE media_files SET owner_id = account.id, sha256 = repeat('0a', 32) FROM account WHERE file_path LIKE 'media/5/%'
  ), batch AS (
    UPDATE batch_jobs SET paused_at = now(), priority = 9, settings = '{"engine": "e"}' WHERE name = 'batch 5'
  ), item AS (
    INSERT INTO batch_items (batch_job_id, task_type, task_data, status, media_file_id, document_id, transcript_id, source_index,
      progress, run_at, dispatched_at, claim_token, claimed_by, heartbeat_at, paused_at, error_code)
    SELECT batch_jobs.id, 'enhance', '{}', 'running', d.media_file_id, d.id, d.current_result_id, 40 + row_number() OVER (), 1.0 / 3,
      now(), now(), gen_random_uuid(), machine.id, now(), now(), 'MEDIA_NO_AUDIO'
    FROM batch_jobs, machine, document AS d WHERE batch_jobs.name = 'batch 5'
    RETURNING id, batch_job_id, document_id, media_file_id
  ), chunk AS (
    INSERT INTO transcription_chunks (batch_item_id, index, start_sample, end_sample, result, context, decoded_at, claim_token)
    SELECT id, 0, 0, 320000, '{"words": []}'::jsonb, '{"tail": "x"}'::jsonb, now(), gen_random_uuid() FROM item
    UNION ALL SELECT id, 1, 320000, 9007199254740993, NULL, NULL, NULL, NULL FROM item
  ), job AS (
    INSERT INTO v2_processing_jobs (job_type, batch_job_id, document_id, media_file_id, source_index, priority, retry_count,
      max_retries, run_at, claimed_by, error_code)
    SELECT 'enhancement', batch_job_id, document_id, media_file_id, 3, 4, 1, 5, now(), machine.id, 'X' FROM item, machine
  ), queue AS (
    UPDATE queue_control SET paused_at = now()
  ), note AS (
    INSERT INTO migration_notes (migration, table_name, row_id, column_name, original, replacement, reason)
    SELECT 'other', 'media_files', id::text, 'file_path', 'a', 'b', 'kept as it is' FROM media_files LIMIT 1
  )
  INSERT INTO exports (document_id, transcript_id, format, file_path, source)
  SELECT id, current_result_id, 'json', 'exports/' || id, CASE WHEN current_result_id IS NULL THEN 'edited' ELSE 'machine' END FROM document`;

const workRows = `
  WITH batch AS (
    UPDATE batch_jobs SET deleted_at = now() WHERE name = 'batch 5' RETURNING id
  ), item AS (
    UPDATE batch_items SET position = 0.1 + 0.2, stop_requested_at = now()
    WHERE batch_job_id IN (SELECT id FROM batch) AND status = 'running'
    RETURNING id
  ), job AS (
    UPDATE v2_processing_jobs SET stop_requested_at = now(), started_at = now(), processing_time_seconds = 1e-7
    WHERE priority = 4 RETURNING id
  ), machine AS (
    UPDATE workers SET io_slots = 4, memory_bytes = 9007199254740993
  )
  INSERT INTO work_events (batch_item_id, processing_job_id, kind, attempt, worker_id, error_code, message)
  SELECT id, NULL, 'running', 1, gen_random_uuid(), 'X', 'a "quoted" sentence' FROM item
  UNION ALL SELECT NULL, id, 'note', 0, NULL, NULL, NULL FROM job`;

const editRows = `
  WITH note AS (
    INSERT INTO transcript_comments (document_id, owner_id, kind, start_ms, end_ms, quote, text, resolved_at)
    SELECT id, owner_id, 'carry', 10, 20, 'a "word"', E'two\\nlines', now() FROM transcript_documents
  ), version AS (
    INSERT INTO transcript_versions (document_id, owner_id, name, revision)
    SELECT id, owner_id, 'Fërst', revision FROM transcript_documents
  )
  UPDATE transcript_revisions SET command_id = gen_random_uuid() WHERE kind = 'edit'`;

/** What 2.3.0 refuses, and 2.2.0 did not. */
const brokenRows = `
  INSERT INTO speaker_profiles (name) VALUES ('Twin'), ('Twin'), ('Twin');
  INSERT INTO media_files (file_path, file_name, file_size, format_info) VALUES (E'..\\\\..\\\\secret', 'n', 1, '7'), (E'a\\nb', 'n', 1, 'null');
  INSERT INTO batch_jobs (name, total_files, processed_files, failed_files, start_time, end_time)
    VALUES ('broken', 1, 2147483647, 0, now(), '2001-01-01'), ('broken too', 1, 2, NULL, NULL, NULL);
  INSERT INTO batch_items (batch_job_id, task_type, task_data, status, result_data, started_at, completed_at, created_at, updated_at)
    SELECT id, 'enhance', '[1]'::jsonb, 'completed', '"x"'::jsonb, '2024-01-02'::timestamp, NULL::timestamp, NULL::timestamp, NULL::timestamp FROM batch_jobs WHERE name LIKE 'broken%'
    UNION ALL SELECT id, 'youtube', 'null', 'pending', '[]', '2024-01-02', '2024-01-01', NULL, NULL FROM batch_jobs WHERE name LIKE 'broken%'
    UNION ALL SELECT id, 'download', '{}', 'failed', '{}', '2024-01-02', '2024-01-01', NULL, NULL FROM batch_jobs WHERE name LIKE 'broken%';
  INSERT INTO v2_processing_jobs (status, job_type, parameters, result_data, started_at, completed_at)
    VALUES ('completed', 'x', '[]', 'true', now(), NULL), ('running', 'y', '1', '{}', now(), now()), ('failed', 'z', NULL, NULL, now(), '2001-01-01');
  INSERT INTO transcription_results (version, segments, raw_content, quality_warnings_v2, merged_content)
    VALUES ('broken', '{}', '[]', '"quiet"', '[]');
  INSERT INTO audio_processing_metadata (preprocessing_time_seconds) VALUES (-1), ('NaN')`;

const doubledRows = `
  INSERT INTO batch_items (task_type, task_data, source_index) VALUES ('enhance', '{}', 4), ('enhance', '{}', 4), ('enhance', '{}', 4);
  WITH somebody AS (INSERT INTO users (name) VALUES ('somebody') RETURNING id),
    document AS (INSERT INTO transcript_documents (owner_id, title) SELECT id, 'Not the first user''s' FROM somebody RETURNING id)
  INSERT INTO transcript_segments (document_id, position, start_ms, end_ms, text) SELECT id, 1, 0, 1, 'Größe' FROM document`;

const feedRows = `
  WITH feed AS (
    INSERT INTO feeds (owner_id, url, title, engine, last_checked_at, failed_checks, error_code, last_error, etag)
    SELECT id, 'https://podcast.example/' || id, 'Fëed', 'e', now(), 2, 'X', 'a "quoted" sentence', '"1"' FROM users
    RETURNING id
  )
  INSERT INTO feed_episodes (feed_id, guid, batch_job_id)
  SELECT id, 'urn:🎙', (SELECT id FROM batch_jobs WHERE name = 'batch 10') FROM feed UNION ALL SELECT id, 'old', NULL FROM feed`;

const modelRows = `
  INSERT INTO speech_models (host, home, model, state, bytes, total_bytes, error_code, last_error, wish, wished_at)
  VALUES ('box', '/srv/träx', 'whisper-tiny', 'fetching', 5, 9000000000, NULL, NULL, 'cancel', now()),
    ('box', '/srv/träx', 'gone-model', 'failed', 0, 0, 'X', 'a "quoted" sentence', NULL, NULL)`;

const vocabularyRows = `
  INSERT INTO vocabulary_terms (owner_id, text, sounds_like)
  SELECT id, 'Kubernetes ☸', ARRAY['cooper netties', 'a "quoted", {odd} one'] FROM users`;

const qualityRows = `
  WITH reference AS (
    INSERT INTO transcript_references (document_id, owner_id, text, corrected_at, corrected_revision)
    SELECT id, owner_id, 'What was said: "Größe".', now(), revision FROM transcript_documents
    RETURNING document_id, owner_id
  )
  INSERT INTO quality_measurements
    (document_id, result_id, owner_id, basis, unit, words, substitutions, insertions, deletions, confusions)
  SELECT r.document_id, d.current_result_id, r.owner_id, 'reference', 'word', 4, 1, 0, 1,
    '[{"reference": "größe", "heard": null, "count": 1, "placesMs": [10]}]'
  FROM reference AS r JOIN transcript_documents AS d ON d.id = r.document_id WHERE d.current_result_id IS NOT NULL`;

const libraryRows = `
  WITH collection AS (
    INSERT INTO collections (owner_id, name) SELECT id, 'Interviews: "Größe"' FROM users RETURNING id, owner_id
  ), tagged AS (
    INSERT INTO document_tags (document_id, tag) SELECT id, 'to do ☐' FROM transcript_documents
  ), replacement AS (
    INSERT INTO library_replacements (id, owner_id, text, replacement)
    SELECT gen_random_uuid(), id, 'cooper netties', 'Kubernetes' FROM users RETURNING id, owner_id
  ), edit AS (
    INSERT INTO library_replacement_edits (replacement_id, command_id, document_id, line_count)
    SELECT r.id, gen_random_uuid(), d.id, 2 FROM replacement r JOIN transcript_documents d ON d.owner_id = r.owner_id
  )
  INSERT INTO collection_documents (collection_id, document_id)
  SELECT c.id, d.id FROM collection c JOIN transcript_documents d ON d.owner_id = c.owner_id;
  UPDATE transcript_segments SET text = text || ' in the library';
  INSERT INTO search_words (owner_id, word)
  SELECT DISTINCT owner_id, word FROM transcript_segments, unnest(tsvector_to_array(search)) AS word
  WHERE length(word) BETWEEN 4 AND 40 ON CONFLICT DO NOTHING`;
const summaryRows = `
  INSERT INTO transcript_summaries (document_id, template, engine, model, revision, basis, content, metadata)
  SELECT id, 'minutes', 'openai', 'gpt ☸', revision, repeat('0f', 32),
    '{"chapters": [{"title": "Größe", "firstWord": 0, "wordCount": 2, "startMs": 0, "endMs": 5}], "sections": [], "dropped": [], "gaps": []}'::jsonb,
    '{"dollars": 1e-7}'::jsonb FROM transcript_documents
  UNION ALL SELECT id, 'own', 'rules', 'rules', 0, repeat('f0', 32),
    '{"chapters": [], "sections": [], "dropped": [], "gaps": []}', '{}' FROM transcript_documents`;
const takeawayRows = `
  INSERT INTO subtitle_profiles
    (owner_id, name, line_characters, max_lines, min_duration_ms, max_duration_ms, gap_ms, characters_per_second)
  SELECT id, 'Größe "L"', 30, 1, 900, 5000, 0, 12.5 FROM users;
  UPDATE transcript_documents d SET subtitle_profile = p.id::text FROM subtitle_profiles p WHERE p.owner_id = d.owner_id;
  INSERT INTO exports (document_id, format, file_path, source, subtitles)
  SELECT id, 'mp4', 'exports/v' || id, 'edited', 'burned' FROM transcript_documents`;
const enhancementRows = `
  INSERT INTO vocabulary_terms (owner_id, domain, text) SELECT id, 'médical', 'Kubernetes ☸' FROM users;
  INSERT INTO enhancement_domains (owner_id, name, version, instructions, style, vocabulary, is_removed)
  SELECT id, 'médical', version, 'Write "Größe".', 
    '{"fillers": "keep", "falseStarts": "keep", "numbers": "keep", "paragraphs": true, "driftLimit": 0.2}', ARRAY['a "quoted", {odd} one'], version = 2
  FROM users, generate_series(1, 2) AS version;
  INSERT INTO enhancement_cache (owner_id, key, model, answer, input_tokens, output_tokens, cost_dollars, hits, expires_at)
  SELECT id, repeat('0f', 32), 'gpt', '{"paragraphs": ["🎙"]}', 5, 6, 1e-7, 2, now() FROM users;
  INSERT INTO enhancement_windows (batch_item_id, processing_job_id, index, key, outcome, content, report, claim_token)
  SELECT id, NULL::int, 0, repeat('0f', 32), 'accepted', '[[["Größe", 0, 1]]]'::jsonb, 
    '{"outcome": "accepted", "fromWord": 0, "toWord": 1, "startMs": 0, "endMs": 5, "drift": 0.1}'::jsonb,
    gen_random_uuid() FROM batch_items
  UNION ALL SELECT NULL, id, 1, repeat('f0', 32), 'rejected', '[]',
    '{"outcome": "rejected", "fromWord": 0, "toWord": 1, "startMs": 0, "endMs": 5}', NULL FROM v2_processing_jobs`;
