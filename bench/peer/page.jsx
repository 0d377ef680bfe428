import TranscriptEditor from "@bbc/react-transcript-editor/TranscriptEditor";
import React from "react";
import ReactDOM from "react-dom";

fetch("/transcript.json")
  .then((answer) => answer.json())
  .then((transcriptData) => {
    ReactDOM.render(
      <TranscriptEditor
        transcriptData={transcriptData}
        mediaUrl="/media"
        sttJsonType="bbckaldi"
        isEditable
        spellCheck={false}
        title="peer"
        fileName="peer"
        mediaType="audio"
      />,
      document.getElementById("root"),
    );
  });
