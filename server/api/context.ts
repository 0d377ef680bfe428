import { LOCAL_OWNER_ID } from "@/server/accounts/data";

export interface Context {
  ownerId: number;
  /** Ends with the request; a subscription stops with it. */
  signal?: AbortSignal;
}

/** Until there is sign-in, everything on this machine belongs to its owner; the listener is on loopback. */
export async function createContext(options: { signal?: AbortSignal } = {}): Promise<Context> {
  return { ownerId: LOCAL_OWNER_ID, signal: options.signal };
}
