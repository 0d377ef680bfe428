import {
  findVideo,
  listPlaylist,
  type StandInVideo,
  standInChannel,
  standInPlaylist,
} from "./youtube-videos";

/** Pages and answers as YouTube gives them, as far as yt-dlp reads them. */

const channel = "Trax Channel";
const mediaHost = "https://rr1---sn-trax.googlevideo.com";

/** @param bytesOf of the file of a format */
export function playerResponse(id: string, bytesOf: (itag: number) => number): object {
  const video = findVideo(id);
  if (!video)
    return { responseContext: {}, playabilityStatus: { status: "ERROR", reason: "Video unavailable" } };
  const isShown = !video.refusal;
  return {
    responseContext: { visitorData: "CgtUcmF4U3RhbmRJbg%3D%3D" },
    playabilityStatus: video.refusal ?? { status: "OK", playableInEmbed: true },
    ...(isShown && { streamingData: streamsOf(id, video, bytesOf) }),
    ...(hidesDetails(video) ? {} : { videoDetails: detailsOf(id, video) }),
    microformat: { playerMicroformatRenderer: microformatOf(video) },
    ...(video.hasCaptions && { captions: captionsOf(id) }),
  };
}

function hidesDetails({ refusal, duration }: StandInVideo): boolean {
  return refusal !== undefined && duration === 0 && refusal.status !== "LIVE_STREAM_OFFLINE";
}

function streamsOf(id: string, video: StandInVideo, bytesOf: (itag: number) => number): object {
  if (video.isLive) {
    const hlsManifestUrl = `https://manifest.googlevideo.com/api/manifest/hls_variant/id/${id}/master.m3u8`;
    return { expiresInSeconds: "21540", hlsManifestUrl };
  }
  const format = (itag: number, mimeType: string, more: object) => ({
    itag,
    url: `${mediaHost}/videoplayback?id=${id}&itag=${itag}&expire=1999999999`,
    mimeType,
    contentLength: String(video.announcedBytes ?? bytesOf(itag)),
    approxDurationMs: String(video.duration * 1000),
    lastModified: "1700000000000000",
    ...more,
  });
  const sound = {
    audioQuality: "AUDIO_QUALITY_MEDIUM",
    audioSampleRate: "48000",
    audioChannels: 2,
    quality: "tiny",
  };
  return {
    expiresInSeconds: "21540",
    adaptiveFormats: [
      format(140, 'audio/mp4; codecs="mp4a.40.2"', { ...sound, bitrate: 130_000 }),
      format(251, 'audio/webm; codecs="opus"', { ...sound, bitrate: 140_000 }),
    ],
    formats: [],
  };
}

function detailsOf(id: string, video: StandInVideo): object {
  return {
    videoId: id,
    title: video.title,
    lengthSeconds: String(video.duration),
    keywords: ["trax"],
    channelId: standInChannel,
    shortDescription: "The first line\nThe second, with https://example.test",
    isCrawlable: true,
    thumbnail: { thumbnails: [] },
    allowRatings: true,
    viewCount: "1234",
    author: channel,
    isPrivate: false,
    isUnpluggedCorpus: false,
    isLiveContent: video.isLive === true,
    ...(video.isLive && { isLive: true }),
    ...(video.refusal?.status === "LIVE_STREAM_OFFLINE" && { isUpcoming: true }),
  };
}

function microformatOf(video: StandInVideo): object {
  return {
    title: { simpleText: video.title },
    lengthSeconds: String(video.duration),
    ownerProfileUrl: "http://www.youtube.com/@traxchannel",
    externalChannelId: standInChannel,
    availableCountries: ["DE", "FR"],
    category: "Education",
    publishDate: "2024-05-06",
    uploadDate: "2024-05-06",
    ownerChannelName: channel,
    ...(video.isLive && {
      liveBroadcastDetails: { isLiveNow: true, startTimestamp: "2024-05-06T00:00:00+00:00" },
    }),
  };
}

function captionsOf(id: string): object {
  const track = (languageCode: string, name: string, kind?: string) => ({
    baseUrl: `https://www.youtube.com/api/timedtext?v=${id}&lang=${languageCode}${kind ? `&kind=${kind}` : ""}`,
    name: { simpleText: name },
    vssId: kind ? `a.${languageCode}` : `.${languageCode}`,
    languageCode,
    isTranslatable: true,
    ...(kind && { kind }),
  });
  return {
    playerCaptionsTracklistRenderer: {
      captionTracks: [track("en", "English"), track("de", "German (auto-generated)", "asr")],
      audioTracks: [{ captionTrackIndices: [0, 1] }],
      translationLanguages: [{ languageCode: "fr", languageName: { simpleText: "French" } }],
    },
  };
}

export const captionsVtt = `WEBVTT

00:00:00.500 --> 00:00:03.000
Hello from the <i>uploader's</i> captions.

00:00:03.200 --> 00:00:06.000
They were made by hand.
`;

const config = {
  INNERTUBE_API_KEY: "stand-in",
  INNERTUBE_CLIENT_NAME: "WEB",
  INNERTUBE_CLIENT_VERSION: "2.20260708.05.00",
  INNERTUBE_CONTEXT_CLIENT_NAME: 1,
  INNERTUBE_CONTEXT: {
    client: { hl: "en", gl: "US", clientName: "WEB", clientVersion: "2.20260708.05.00" },
  },
  PLAYER_JS_URL: "/s/player/deadbeef/player_ias.vflset/en_US/base.js",
  VISITOR_DATA: "CgtUcmF4U3RhbmRJbg%3D%3D",
  STS: 20_000,
};

const page = (scripts: string) =>
  `<!doctype html><html><head><title>Stand-in</title></head><body><script>ytcfg.set(${JSON.stringify(config)});</script>${scripts}</body></html>`;
const data = (name: string, value: object) =>
  `<script>var ${name} = ${JSON.stringify(value).replaceAll("<", "\\u003c")};</script>`;

const owner = {
  runs: [
    {
      text: channel,
      navigationEndpoint: { browseEndpoint: { browseId: standInChannel, canonicalBaseUrl: "/@traxchannel" } },
    },
  ],
};

export function watchPage(id: string, player: object): string {
  const contents = [
    { videoPrimaryInfoRenderer: { title: { runs: [{ text: findVideo(id)?.title ?? "" }] } } },
    { videoSecondaryInfoRenderer: { owner: { videoOwnerRenderer: { title: owner } } } },
  ];
  return page(
    data("ytInitialPlayerResponse", player) +
      data("ytInitialData", {
        contents: { twoColumnWatchNextResults: { results: { results: { contents } } } },
      }),
  );
}

export function playlistData(): object {
  const items = listPlaylist().map(({ id, title }, index) => ({
    playlistVideoRenderer: {
      videoId: id,
      title: { runs: [{ text: title }] },
      index: { simpleText: String(index + 1) },
      shortBylineText: owner,
      ...(title.startsWith("[") ? {} : { lengthSeconds: "20", lengthText: { simpleText: "0:20" } }),
      isPlayable: !title.startsWith("["),
      navigationEndpoint: { watchEndpoint: { videoId: id } },
      thumbnail: { thumbnails: [] },
      ...(findVideo(id)?.isLive && {
        thumbnailOverlays: [
          { thumbnailOverlayTimeStatusRenderer: { style: "LIVE", text: { simpleText: "LIVE" } } },
        ],
        badges: [{ metadataBadgeRenderer: { style: "BADGE_STYLE_TYPE_LIVE_NOW", label: "LIVE" } }],
      }),
    },
  }));
  const list = { playlistVideoListRenderer: { playlistId: standInPlaylist, contents: items } };
  const content = { sectionListRenderer: { contents: [{ itemSectionRenderer: { contents: [list] } }] } };
  const sidebar = {
    title: { runs: [{ text: "Lectures" }] },
    stats: [{ runs: [{ text: "50" }, { text: " videos" }] }],
  };
  return {
    contents: { twoColumnBrowseResultsRenderer: { tabs: [{ tabRenderer: { selected: true, content } }] } },
    metadata: { playlistMetadataRenderer: { title: "Lectures", description: "All of them" } },
    sidebar: { playlistSidebarRenderer: { items: [{ playlistSidebarPrimaryInfoRenderer: sidebar }] } },
  };
}

export function channelData(): object {
  const contents = ["TRAXtalk001", "TRAXtalk002", "TRAXslow001"].map((id) => ({
    richItemRenderer: {
      content: {
        videoRenderer: {
          videoId: id,
          title: { runs: [{ text: findVideo(id)?.title ?? "" }] },
          lengthText: { simpleText: "0:20" },
          thumbnail: { thumbnails: [] },
          navigationEndpoint: { watchEndpoint: { videoId: id } },
        },
      },
    },
  }));
  const tabRenderer = {
    selected: true,
    title: "Videos",
    endpoint: {
      commandMetadata: { webCommandMetadata: { url: "/@traxchannel/videos" } },
      browseEndpoint: { browseId: standInChannel, params: "EgZ2aWRlb3PyBgQKAjoA" },
    },
    content: { richGridRenderer: { contents } },
  };
  return {
    contents: { twoColumnBrowseResultsRenderer: { tabs: [{ tabRenderer }] } },
    metadata: {
      channelMetadataRenderer: {
        title: channel,
        externalId: standInChannel,
        vanityChannelUrl: "http://www.youtube.com/@traxchannel",
        channelUrl: `https://www.youtube.com/channel/${standInChannel}`,
        description: "Talks",
        avatar: { thumbnails: [] },
      },
    },
  };
}

export const listPage = (value: object) => page(data("ytInitialData", value));
export const emptyPage = page("");
export const playerScript =
  "var _yt_player={};(function(g){var a={signatureTimestamp:20000,sts:20000};})(_yt_player);";
