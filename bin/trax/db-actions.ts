/** What `trax db` does. */
export const dbActions = ["status", "migrate", "rollback", "adopt"] as const;
export type DbAction = (typeof dbActions)[number];
