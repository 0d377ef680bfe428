/** The one address of a YouTube video: made of its id, it leads nowhere else. */
export function youtubeAddress(youtubeId: string): string {
  return `https://www.youtube.com/watch?v=${youtubeId}`;
}

const youtubeHosts = /^(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|youtube-nocookie\.com)$/;

export function isYoutubeHost(hostname: string): boolean {
  return youtubeHosts.test(hostname.toLowerCase());
}

export const youtubeIdPattern = /^[A-Za-z0-9_-]{11}$/;
