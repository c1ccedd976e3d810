import { writeFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

const size = { width: 640, height: 480 };

/** What a camera held a little askew sees of a picture: light of each point, row by row. */
async function seen_by_camera(browser: Browser, png: Buffer): Promise<Buffer> {
    const page = await browser.newPage();
    const light = await page.evaluate(
        async ({ picture, width, height }) => {
            const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
            const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const canvas = document.createElement('canvas');
            canvas.width = width;
            canvas.height = height;
            const pen = canvas.getContext('2d');
            if (pen === null) throw new Error('no canvas');
            pen.fillStyle = '#777';
            pen.fillRect(0, 0, width, height);
            pen.translate(width / 2 + 15, height / 2 - 8);
            pen.rotate(0.09);
            const scale = (height * 0.8) / image.height;
            pen.drawImage(image, (-image.width * scale) / 2, (-image.height * scale) / 2, image.width * scale, image.height * scale);
            const { data } = pen.getImageData(0, 0, width, height);
            let text = '';
            for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3);
            return btoa(text);
        },
        { picture: png.toString('base64'), ...size },
    );
    await page.close();
    return Buffer.from(light, 'base64');
}

/** Writes a film of ten still pictures (y4m) that Chromium takes for what its camera sees; without a picture, of grey. */
export async function write_film(file: string, browser?: Browser, png?: Buffer): Promise<void> {
    const light = browser === undefined || png === undefined ? Buffer.alloc(size.width * size.height, 119) : await seen_by_camera(browser, png);
    const colour = Buffer.alloc((size.width * size.height) / 2, 128);
    const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour]);
    await writeFile(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${size.width} H${size.height} F10:1 Ip A1:1 C420jpeg\n`), ...Array<Buffer>(10).fill(frame)]));
}
