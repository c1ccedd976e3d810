/** What Chromium on Android offers; other browsers have a field to type in. */
interface CodeDetector {
    detect: (image: ImageBitmap) => Promise<{ rawValue: string }[]>;
}
declare global {
    var BarcodeDetector: (new () => CodeDetector) | undefined;
}

export const can_scan = (): boolean => globalThis.BarcodeDetector !== undefined;

/** The first code on a photo. */
export async function scan_code(photo: Blob): Promise<string | undefined> {
    if (globalThis.BarcodeDetector === undefined) return undefined;
    const image = await createImageBitmap(photo);
    const [first] = await new globalThis.BarcodeDetector().detect(image);
    image.close();
    return first?.rawValue;
}
