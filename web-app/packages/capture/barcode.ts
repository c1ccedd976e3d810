/** What Chromium on Android offers, for codes of every kind. */
interface CodeDetector {
    detect: (image: CanvasImageSource) => Promise<{ rawValue: string }[]>;
}
declare global {
    var BarcodeDetector: (new () => CodeDetector) | undefined;
}

/** Wide enough for a picture code at arm's length, small enough for a slow phone to look through several a second. */
const longest_side = 800;

const pen_of = (canvas: HTMLCanvasElement): CanvasRenderingContext2D | null => canvas.getContext('2d', { willReadFrequently: true });

/** Draws a picture onto the canvas, made smaller where it is large; nothing when it has no size yet. */
function draw_small(canvas: HTMLCanvasElement, image: CanvasImageSource, width: number, height: number): boolean {
    const scale = Math.min(1, longest_side / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    if (canvas.width === 0 || canvas.height === 0) return false;
    pen_of(canvas)?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return true;
}

/**
 * The first code on a canvas. Where the browser reads none itself (Firefox, computers), a reader of our own finds QR
 * codes; it comes with its first use.
 */
async function code_on(canvas: HTMLCanvasElement): Promise<string | undefined> {
    if (globalThis.BarcodeDetector !== undefined) {
        try {
            const [first] = await new globalThis.BarcodeDetector().detect(canvas);
            return first?.rawValue;
        } catch (problem) {
            // A phone without Google's services has the name and nothing behind it.
            if (!(problem instanceof DOMException)) throw problem;
        }
    }
    const { default: read_qr } = await import('jsqr');
    const pixels = pen_of(canvas)?.getImageData(0, 0, canvas.width, canvas.height);
    if (pixels === undefined) return undefined;
    return read_qr(pixels.data, pixels.width, pixels.height, { inversionAttempts: 'dontInvert' })?.data || undefined;
}

/** The code that a camera shows now. */
export async function code_in_view(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<string | undefined> {
    return draw_small(canvas, video, video.videoWidth, video.videoHeight) ? code_on(canvas) : undefined;
}

/** The code on a photo; nothing too when the file is no picture. */
export async function code_on_photo(photo: Blob): Promise<string | undefined> {
    const canvas = document.createElement('canvas');
    try {
        const image = await createImageBitmap(photo);
        const is_drawn = draw_small(canvas, image, image.width, image.height);
        image.close();
        return is_drawn ? await code_on(canvas) : undefined;
    } catch (problem) {
        if (problem instanceof DOMException) return undefined;
        throw problem;
    }
}
