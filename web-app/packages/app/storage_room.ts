/** Whether the browser promised to keep what is ours when space runs out, and how much of it there is. */
export interface StorageRoom {
    is_persistent: boolean;
    free_mb: number | undefined;
}

/** Below this a photo and its sealed twin may not fit any more. */
export const least_free_mb = 30;

/** Asks for storage that is kept; a browser that knows no such thing keeps what it likes. */
export async function storage_room(): Promise<StorageRoom> {
    const storage = navigator.storage as StorageManager | undefined;
    const is_persistent = (await storage?.persisted?.()) === true || (await storage?.persist?.()) === true;
    const room = await storage?.estimate?.();
    const free = room?.quota === undefined ? undefined : Math.floor((room.quota - (room.usage ?? 0)) / 1_048_576);
    return { is_persistent, free_mb: free };
}
