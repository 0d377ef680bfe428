import packageJson from "@/package.json";

export const traxVersion: string = packageJson.version;
