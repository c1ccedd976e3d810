/** A picture of the report as an address of its own: nothing in it can run. */
export function figure_address(svg: string): string {
    return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const signs: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** What the picture says in words, which its maker wrote into it; nothing when there are none. */
export function figure_words(svg: string): string {
    const words = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg)?.[1] ?? '';
    return words.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (sign) => signs[sign] ?? sign).trim();
}
