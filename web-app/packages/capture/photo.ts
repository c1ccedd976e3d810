const usual_longest = 1600;

/** How large a picture becomes whose longer side may have so many pixels; a small one stays as it is. */
export function fitted(width: number, height: number, longest: number): { width: number; height: number } {
    const share = Math.min(1, longest / Math.max(width, height, 1));
    return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

/** Drawn anew, and smaller: what the camera wrote beside the picture (place, hour, phone) is not drawn with it. */
export async function clean_photo(given: File, longest: number | null): Promise<File> {
    const image = await createImageBitmap(given);
    const { width, height } = fitted(image.width, image.height, longest ?? usual_longest);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    image.close();
    return file_of_canvas(canvas, 'image/jpeg');
}

/** The name says nothing of when or with what it was taken. */
export async function file_of_canvas(canvas: HTMLCanvasElement, type: 'image/jpeg' | 'image/png'): Promise<File> {
    const blob = await new Promise<Blob | null>((drawn) => canvas.toBlob(drawn, type, 0.85));
    if (blob === null) throw new Error('The browser could not write the picture.');
    return new File([blob], `${crypto.randomUUID()}.${type === 'image/png' ? 'png' : 'jpg'}`, { type, lastModified: 0 });
}
