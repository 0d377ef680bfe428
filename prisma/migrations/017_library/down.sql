-- Back to 2.11.0. What goes is kept in archive tables; the words are read from the lines again.

CREATE TABLE archive_017_search_changes AS TABLE search_changes;
CREATE TABLE archive_017_document_tags AS TABLE document_tags;
CREATE TABLE archive_017_collections AS TABLE collections;
CREATE TABLE archive_017_collection_documents AS TABLE collection_documents;
CREATE TABLE archive_017_library_replacements AS TABLE library_replacements;
CREATE TABLE archive_017_library_replacement_edits AS TABLE library_replacement_edits;

DROP TABLE library_replacement_edits, library_replacements, collection_documents, collections, document_tags;
DROP INDEX ix_transcript_documents_deleted_at;
DROP INDEX ix_transcription_results_quality_warnings_v2;
DROP INDEX ix_transcription_results_quality_warnings;
DROP TRIGGER note_changed_words ON transcript_segments;
DROP TRIGGER note_old_words ON transcript_segments;
DROP TRIGGER note_new_words ON transcript_segments;
DROP FUNCTION note_changed_words();
DROP FUNCTION note_old_words();
DROP FUNCTION note_new_words();
DROP TABLE search_changes, search_words;
-- The extension stays: it may have been there before, and others may use it.
