/** The user that 005 inserts: whoever sits at this machine. */
export const LOCAL_OWNER_ID = 1;
